import KapellCore
import KapellJSON

/// Tools in Anthropic's words.
enum AnthropicToolWriter {
    /// The tools of a request. A conversation that has calls but no tools any more gets them without their forms: the
    /// wire wants every called tool to be known.
    static func tools(
        of request: DialectRequest, isOwn: Bool, losses: inout [DialectLoss]
    ) throws(KapellError) -> [WireBlock] {
        var blocks: [WireBlock] = []
        for (index, tool) in completed(request, isOwn: isOwn, losses: &losses).enumerated() {
            var object: JSONObject = ["name": .string(tool.name)]
            if !tool.description.isEmpty { object["description"] = .string(tool.description) }
            object["input_schema"] = .object(try schema(of: tool, isOwn: isOwn, at: "tools[\(index)]", &losses))
            if let isStrict = tool.isStrict { object["strict"] = .bool(isStrict) }
            blocks.append(WireBlock(object: object, mark: tool.cacheMark, field: "tools[\(index)]"))
        }
        return blocks
    }

    /// The schema of a tool's arguments; a strict one of another dialect's client in the part of the language that
    /// strict tools keep to.
    static func schema(
        of tool: ModelTool, isOwn: Bool, at field: String, _ losses: inout [DialectLoss]
    ) throws(KapellError) -> JSONObject {
        let schema = try ToolSchema.object(tool)
        guard tool.isStrict == true, !isOwn else { return schema }
        let (strict, loose) = AnthropicSchema.strict(.object(schema))
        losses += loose.map { DialectLoss(.approximated, "\(field).parameters.\($0)") }
        return strict.objectValue ?? schema
    }

    /// The tools, and where there are none those that the conversation calls. A client that speaks the provider's own
    /// dialect knows what it leaves out.
    static func completed(
        _ request: DialectRequest, isOwn: Bool, losses: inout [DialectLoss]
    ) -> [ModelTool] {
        guard request.request.tools.isEmpty, !isOwn else { return request.request.tools }
        var names: [String] = []
        for message in request.request.messages {
            for call in message.toolCalls where !names.contains(call.name) { names.append(call.name) }
        }
        if !names.isEmpty { losses.append(DialectLoss(.approximated, "tools")) }
        return names.map { ModelTool(name: $0, description: "", parameters: ["type": "object"]) }
    }

    /// - Parameter isCompleted: whether the tools are there only because the conversation calls them.
    static func choice(of request: ModelRequest, isCompleted: Bool) -> JSONValue? {
        var choice: JSONObject
        switch isCompleted ? .none : request.toolChoice {
        case .auto: choice = ["type": "auto"]
        case .none: return ["type": "none"]
        case .required: choice = ["type": "any"]
        case .tool(let name): choice = ["type": "tool", "name": .string(name)]
        }
        guard let allowsParallel = request.allowsParallelToolCalls else {
            return request.toolChoice == .auto ? nil : .object(choice)
        }
        choice["disable_parallel_tool_use"] = .bool(!allowsParallel)
        return .object(choice)
    }
}
