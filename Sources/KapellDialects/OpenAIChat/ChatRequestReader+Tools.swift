import KapellCore
import KapellJSON

extension ChatRequestReader {
    mutating func readTools(into request: inout ModelRequest) throws(KapellError) {
        for (index, value) in try list("tools").enumerated() {
            let path = "tools[\(index)]"
            if let type = value["type"]?.stringValue, type != "function" {
                unknown.append(path, value)
                continue
            }
            guard let fields = value["function"]?.objectValue else {
                throw KapellError(
                    .invalidRequest, "`\(path).function` must be an object.",
                    remedy: "Send {\"type\": \"function\", \"function\": {\"name\": …, \"parameters\": …}}.")
            }
            var tool = try OpenAITools.tool(fields, at: path + ".function")
            tool.cacheMark = OpenAITools.cacheMark(value.objectValue ?? [:])
            request.tools.append(tool)
        }
        for (index, value) in try list("functions").enumerated() {
            guard let fields = value.objectValue else {
                throw KapellError(.invalidRequest, "`functions[\(index)]` must be an object.")
            }
            request.tools.append(try OpenAITools.tool(fields, at: "functions[\(index)]"))
        }
        request.allowsParallelToolCalls = body["parallel_tool_calls"]?.boolValue
        if let choice = body["tool_choice"] ?? body["function_call"], !choice.isNull {
            try readChoice(choice, into: &request)
        }
    }

    private func list(_ key: String) throws(KapellError) -> [JSONValue] {
        guard let value = body[key], !value.isNull else { return [] }
        guard let list = value.arrayValue else { throw KapellError(.invalidRequest, "`\(key)` must be a list.") }
        return list
    }

    private mutating func readChoice(_ choice: JSONValue, into request: inout ModelRequest) throws(KapellError) {
        if let word = choice.stringValue {
            request.toolChoice = try OpenAITools.choice(word)
            return
        }
        switch choice["type"]?.stringValue {
        case "allowed_tools":
            guard let allowed = choice["allowed_tools"]?.objectValue, let tools = allowed["tools"]?.arrayValue else {
                throw KapellError(.invalidRequest, "`tool_choice.allowed_tools.tools` must be a list.")
            }
            let names = tools.compactMap { ($0["function"]?["name"] ?? $0["name"])?.stringValue }
            try choose(among: names, mode: allowed["mode"], into: &request)
        case nil, "function":
            // The deprecated form names the function without a type.
            let name = choice["function"]?["name"] ?? choice["name"]
            try choose(name, at: "tool_choice.function.name", into: &request)
        default: unknown.append("tool_choice", choice)
        }
    }
}
