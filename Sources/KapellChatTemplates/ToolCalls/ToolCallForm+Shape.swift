public import KapellCore
import KapellJSON

extension ToolCallForm {
    /// What the text of one call must look like, so that a grammar can force it: one alternative for each tool that may be
    /// called. Empty where no call is forced (`auto`, `none`), or where the family's notation of arguments is no JSON and
    /// has no marks (Gemma 4).
    public func shape(tools: [ModelTool], choice: ModelToolChoice) -> [[ToolCallPart]] {
        guard layout.isJSON else { return [] }
        let allowed: [ModelTool]
        switch choice {
        case .auto, .none: return []
        case .required: allowed = tools
        case .tool(let name): allowed = tools.filter { $0.name == name }
        }
        return allowed.map(parts)
    }

    private func parts(of tool: ModelTool) -> [ToolCallPart] {
        let head = ToolCallPart.literal(JinjaText.replace(layout.before, "%", tool.name, limit: -1))
        let tail: [ToolCallPart] = layout.after.isEmpty ? [] : [.literal(layout.after)]
        guard let parameter = layout.parameter else {
            return [head, .schema(tool.parameters.objectValue ?? ["type": "object"])] + tail
        }
        var parts = [head]
        let required = tool.parameters["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        for (key, schema) in tool.parameters["properties"]?.objectValue ?? [:] {
            let isText = ArgumentKind(of: schema) == .text
            var before = JinjaText.replace(parameter.before, "%", key, limit: -1)
            before = JinjaText.replace(before, "@", Self.kind(of: schema, isText, in: parameter), limit: -1)
            let after = JinjaText.replace(parameter.after, "%", key, limit: -1)
            let piece: [ToolCallPart] = [
                .literal(before), isText ? .text(until: after) : .schema(schema.objectValue ?? [:]), .literal(after),
            ]
            parts += required.contains(key) ? piece : [.optional(piece)]
        }
        return parts + tail
    }

    /// `string="true"` says whether a value is a text; `type="number"` says which it is.
    private static func kind(of schema: JSONValue, _ isText: Bool, in parameter: ToolCallLayout.Parameter) -> String {
        guard JinjaText.contains(parameter.before, "type=") else { return isText ? "true" : "false" }
        let type = schema["type"]?.stringValue ?? (isText ? "string" : "object")
        return type == "integer" ? "number" : type
    }
}
