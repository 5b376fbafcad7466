import KapellCore
import KapellJSON

/// Reads the tools of a request with Anthropic's body.
struct AnthropicToolReader {
    var losses: [DialectLoss] = []
    /// Tools that Anthropic runs itself, or brings the form of, by their place.
    var own: JSONObject = [:]

    private static let known: Set<String> = [
        "type", "name", "description", "input_schema", "strict", "cache_control",
    ]

    mutating func read(_ body: JSONObject, into request: inout ModelRequest) throws(KapellError) {
        if let value = body["tools"], !value.isNull {
            guard let tools = value.arrayValue else { throw .field("tools", "must be a list") }
            for (index, tool) in tools.enumerated() { try read(tool, "tools[\(index)]", into: &request) }
        }
        guard let choice = body["tool_choice"]?.objectValue else { return }
        switch choice["type"]?.stringValue {
        case "auto": request.toolChoice = .auto
        case "any": request.toolChoice = .required
        case "none": request.toolChoice = .none
        case "tool":
            guard let name = choice["name"]?.stringValue else { throw .field("tool_choice.name", "must be a text") }
            request.toolChoice = .tool(name)
        default: throw .field("tool_choice.type", "must be `auto`, `any`, `tool` or `none`")
        }
        if let isSingle = choice["disable_parallel_tool_use"]?.boolValue { request.allowsParallelToolCalls = !isSingle }
    }

    private mutating func read(
        _ value: JSONValue, _ field: String, into request: inout ModelRequest
    ) throws(KapellError) {
        guard let tool = value.objectValue else { throw .field(field, "must be an object") }
        guard ["custom", nil].contains(tool["type"]?.stringValue) else {
            own[field] = value
            return
        }
        guard let name = tool["name"]?.stringValue, !name.isEmpty else {
            throw .field("\(field).name", "must be a text")
        }
        guard let schema = tool["input_schema"], schema.objectValue != nil else {
            throw .field("\(field).input_schema", "must be a JSON Schema of an object")
        }
        var result = ModelTool(name: name, description: tool["description"]?.stringValue ?? "", parameters: schema)
        result.isStrict = tool["strict"]?.boolValue
        result.cacheMark = AnthropicMessageReader.mark(in: tool)
        request.tools.append(result)
        for (key, value) in tool where !Self.known.contains(key) && !value.isNull {
            losses.append(DialectLoss(.dropped, "\(field).\(key)"))
        }
    }
}
