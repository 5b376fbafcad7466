import KapellCore
import KapellJSON

extension ChatRequestWriter {
    /// - Parameter kept: the tools of other kinds that the client sent, each at its place.
    mutating func writeTools(into body: inout JSONObject, kept: JSONObject) throws(KapellError) {
        let request = source.request
        var tools: [JSONValue] = []
        for (index, tool) in request.tools.enumerated() { tools.append(try written(tool, at: "tools[\(index)]")) }
        OpenAITools.insert(kept, into: &tools)
        guard !tools.isEmpty else { return }
        body["tools"] = .array(tools)
        switch request.toolChoice {
        case .auto: if isOwnClient, source.body["tool_choice"] == "auto" { body["tool_choice"] = "auto" }
        case .none: body["tool_choice"] = "none"
        case .required: body["tool_choice"] = "required"
        case .tool(let name): body["tool_choice"] = ["type": "function", "function": ["name": .string(name)]]
        }
        if let allows = request.allowsParallelToolCalls { body["parallel_tool_calls"] = .bool(allows) }
    }

    private mutating func written(_ tool: ModelTool, at path: String) throws(KapellError) -> JSONValue {
        if options.appliesStrictRules { try OpenAITools.requireName(tool.name, at: path) }
        let schema = OpenAITools.written(
            tool.parameters, isStrict: tool.isStrict, appliesRules: options.appliesStrictRules, keepsForm: isOwnClient)
        if schema.isLoosened { losses.append(DialectLoss(.approximated, "\(path).strict")) }
        var function: JSONObject = ["name": .string(tool.name)]
        if !tool.description.isEmpty { function["description"] = .string(tool.description) }
        function["parameters"] = schema.schema
        if let isStrict = schema.isStrict { function["strict"] = .bool(isStrict) }
        var object: JSONObject = ["type": "function", "function": .object(function)]
        if let mark = tool.cacheMark {
            if options.cacheMarks == .cacheControl {
                object["cache_control"] = ChatMessageWriter.mark(mark, as: .cacheControl)
            } else {
                losses.append(DialectLoss(.dropped, "\(path).cache_control"))
            }
        }
        return .object(object)
    }
}
