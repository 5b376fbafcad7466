import KapellJSON

/// Runs of workflows as text for people.
enum WorkflowText {
    /// How a run stands, what it holds and what it asks.
    static func print(_ status: JSONObject) {
        let name = status["status"]?.stringValue ?? ""
        Terminal.print(Terminal.bold("\(status["workflow"]?.stringValue ?? "")  \(name)"))
        for (channel, value) in status["state"]?.objectValue ?? [:] {
            let text = value.stringValue ?? value.serialized(pretty: true)
            let lines = Terminal.plain(text).split(separator: "\n", omittingEmptySubsequences: false)
            guard lines.count > 1 else {
                Terminal.print("  \(channel): \(lines.first ?? "")")
                continue
            }
            Terminal.print("  \(channel):")
            for line in lines { Terminal.print("    \(line)") }
        }
        let run = status["run"]?.stringValue ?? ""
        for interrupt in status["interrupts"]?.arrayValue ?? [] { question(interrupt, run) }
    }

    private static func question(_ interrupt: JSONValue, _ run: String) {
        let id = interrupt["id"]?.stringValue ?? ""
        let kind = interrupt["kind"]?.stringValue ?? ""
        let prompt = Terminal.plain(interrupt["prompt"]?.stringValue ?? "")
        let deadline = interrupt["deadline"]?.stringValue.map { ", until \($0)" } ?? ""
        switch kind {
        case "timer": Terminal.print("sleeps\(deadline); `kapell serve` wakes it")
        case "event":
            Terminal.print("waits for the event \(Terminal.plain(interrupt["event"]?.stringValue ?? ""))\(deadline)")
        default:
            Terminal.print("asks\(deadline): \(prompt)")
            Terminal.print(Terminal.dim("  kapell runs answer \(run) \(id) \(kind == "approval" ? "yes" : "VALUE")"))
        }
    }

    /// A value on one line.
    static func short(_ value: JSONValue) -> String {
        let text = (value.stringValue ?? value.serialized()).split(whereSeparator: \.isNewline).joined(separator: " ")
        return Terminal.plain(text.count > 100 ? text.prefix(100) + "…" : text)
    }
}
