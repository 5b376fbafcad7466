import KapellCore
import KapellJSON

/// Counts what OpenAI's own tools have done for a response, out of its items.
struct ResponsesHostedTools {
    private static let kinds: Set = [
        "web_search_call", "file_search_call", "code_interpreter_call", "shell_call", "image_generation_call",
    ]
    /// Items of one answer.
    private static let limit = 4_096

    /// Items of a stream, whose last event may come without them.
    private var items: [JSONValue] = []

    /// Keeps an item that is whole.
    mutating func note(_ item: JSONValue?) {
        guard let item, items.count < Self.limit, Self.kinds.contains(item["type"]?.stringValue ?? "") else { return }
        items.append(item)
    }

    /// - Parameters:
    ///   - response: the whole one.
    ///   - reported: what its usage says itself; it goes before what the items say.
    func usage(of response: JSONObject, reported: HostedToolUsage) -> HostedToolUsage {
        guard reported == .none else { return reported }
        let output = response["output"]?.arrayValue ?? []
        var usage = Self.count(output.isEmpty ? items : output)
        // Searches that are billed at all, without pages that were opened.
        if let searches = response["tool_usage"]?["web_search"]?["num_requests"]?.intValue {
            usage.webSearches = max(0, searches)
        }
        return usage
    }

    private static func count(_ items: [JSONValue]) -> HostedToolUsage {
        var usage = HostedToolUsage()
        var machines: Set<String> = []
        for item in items where item["status"]?.stringValue != "failed" {
            switch item["type"]?.stringValue {
            case "web_search_call":
                // Opening a page and looking for words in it is free.
                if ["search", nil].contains(item["action"]?["type"]?.stringValue) { usage.webSearches += 1 }
            case "file_search_call": usage.fileSearches += 1
            case "image_generation_call": usage.images += 1
            case "code_interpreter_call", "shell_call":
                // A machine is billed once, however often code runs on it. A shell of the client's own has none.
                if let id = (item["container_id"] ?? item["environment"]?["container_id"])?.stringValue {
                    machines.insert(id)
                } else if item["type"] == "code_interpreter_call" {
                    usage.codeRuns += 1
                }
            default: break
            }
        }
        usage.codeRuns += machines.count
        return usage
    }
}
