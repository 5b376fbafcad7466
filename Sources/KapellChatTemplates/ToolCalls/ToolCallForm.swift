/// How a family of models writes thoughts and calls of tools.
///
/// What the families' templates show is data here: marks, and one of a few syntaxes behind them. Source: the templates that
/// the models come with.
public struct ToolCallForm: Sendable, Hashable {
    /// Such as `hermes`; names do not change.
    public let name: String
    let marks: [ToolCallMark]
    /// How a call is written that is asked for; see ``shape(tools:choice:)``.
    let layout: ToolCallLayout

    init(_ name: String, _ marks: [ToolCallMark], _ layout: ToolCallLayout) {
        self.name = name
        self.marks = marks
        self.layout = layout
    }

    /// The form of Hermes 2 Pro, Qwen 2.5 and 3, Granite 4 and many others; also what is taught to a model whose template
    /// knows no tools.
    public static let hermes = ToolCallForm(
        "hermes", thoughts + [ToolCallMark("<tool_call>", .call(.json)), ToolCallMark("</tool_call>", .ignore)],
        ToolCallLayout("<tool_call>\n{\"name\": \"%\", \"arguments\": ", "}\n</tool_call>"))

    /// The marks of thoughts that most families share.
    static let thoughts = [ToolCallMark("<think>", .reasoning(until: "</think>"))]

    /// The form that a template's source shows; ``hermes`` where it shows none.
    public static func detect(template source: String) -> ToolCallForm {
        for (signs, form) in known where signs.allSatisfy({ JinjaText.contains(source, $0) }) { return form }
        return hermes
    }

    /// Every form there is.
    public static var all: [ToolCallForm] {
        var found: [ToolCallForm] = []
        for (_, form) in known where !found.contains(form) { found.append(form) }
        return found + (found.contains(hermes) ? [] : [hermes])
    }
}
