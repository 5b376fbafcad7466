import KapellCore
import KapellJSON

extension ResponsesRequestReader {
    mutating func readTools(into request: inout ModelRequest) throws(KapellError) {
        if let value = body["tools"], !value.isNull {
            guard let list = value.arrayValue else { throw KapellError(.invalidRequest, "`tools` must be a list.") }
            for (index, value) in list.enumerated() {
                let path = "tools[\(index)]"
                guard let fields = value.objectValue, let type = fields["type"]?.stringValue else {
                    throw KapellError(.invalidRequest, "`\(path).type` must be a text.")
                }
                // A tool that the provider runs itself, or one of another form.
                guard type == "function" else {
                    unknown.append(path, value)
                    continue
                }
                var tool = try OpenAITools.tool(fields["function"]?.objectValue ?? fields, at: path)
                tool.cacheMark = OpenAITools.cacheMark(fields)
                request.tools.append(tool)
            }
        }
        request.allowsParallelToolCalls = body["parallel_tool_calls"]?.boolValue
        if let choice = body["tool_choice"], !choice.isNull { try readChoice(choice, into: &request) }
    }

    private mutating func readChoice(_ choice: JSONValue, into request: inout ModelRequest) throws(KapellError) {
        if let word = choice.stringValue {
            request.toolChoice = try OpenAITools.choice(word)
            return
        }
        switch choice["type"]?.stringValue {
        case "allowed_tools":
            guard let tools = choice["tools"]?.arrayValue else {
                throw KapellError(.invalidRequest, "`tool_choice.tools` must be a list.")
            }
            let names = tools.compactMap { $0["name"]?.stringValue }
            guard names.count == tools.count else {
                unknown.append("tool_choice", choice)
                return
            }
            try choose(among: names, mode: choice["mode"], into: &request)
        case "function":
            let name = choice["name"] ?? choice["function"]?["name"]
            try choose(name, at: "tool_choice.name", into: &request)
        default: unknown.append("tool_choice", choice)
        }
    }
}
