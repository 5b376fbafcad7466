/// Families that write the name in a head, and the arguments as JSON behind it.
extension ToolCallForm {
    static let mistral = ToolCallForm(
        "mistral",
        thoughts + [
            ToolCallMark("[THINK]", .reasoning(until: "[/THINK]")),
            ToolCallMark(
                "[TOOL_CALLS]",
                .call(.object(.init(otherwise: .init(form: .nameThenID("[CALL_ID]"), end: "[ARGS]"))))),
        ], ToolCallLayout("[TOOL_CALLS]%[ARGS]", ""))
    static let deepseekR1 = headed(
        "deepseek-r1", section: "<｜tool▁calls▁begin｜>", "<｜tool▁call▁begin｜>",
        .init(form: .behind("<｜tool▁sep｜>"), end: "\n```json\n"), before: "function<｜tool▁sep｜>",
        ends: ["\n```<｜tool▁call▁end｜>", "<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>"])
    static let deepseekV31 = headed(
        "deepseek-v3.1", section: "<｜tool▁calls▁begin｜>", "<｜tool▁call▁begin｜>", .init(end: "<｜tool▁sep｜>"),
        ends: ["<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>"])
    static let kimiK2 = headed(
        "kimi-k2", section: "<|tool_calls_section_begin|>", "<|tool_call_begin|>",
        .init(form: .numbered, end: "<|tool_call_argument_begin|>"), before: "functions.", after: ":0",
        ends: ["<|tool_call_end|>", "<|tool_calls_section_end|>"])
    static let solar = headed(
        "solar", section: "<|tool_calls|>", "<|tool_call:begin|>",
        .init(form: .idThenName("<|tool_call:name|>"), end: "<|tool_call:args|>"), before: "0<|tool_call:name|>",
        ends: ["<|tool_call:end|>", "<|calls|>"],
        also: [
            ToolCallMark("<|think|>", .reasoning(until: "<|end|>")), ToolCallMark("<|begin|>assistant", .ignore),
            ToolCallMark("<|content|>", .ignore), ToolCallMark("<|end|>", .ignore),
        ])
    static let functionary31 = headed("functionary-3.1", "<function=", .init(end: ">"), ends: ["</function>"])
    static let functionary32 = ToolCallForm(
        "functionary-3.2",
        [
            ToolCallMark(">>>", .call(.named(.init(end: "\n", text: "all")))),
            // The prompt ends with the mark.
            ToolCallMark("all\n", .ignore, atStart: true),
        ], ToolCallLayout(">>>%\n", ""))
    static let harmony = ToolCallForm(
        "harmony",
        [
            ToolCallMark("<|channel|>analysis<|message|>", .reasoning(until: "<|end|>")),
            ToolCallMark("<|channel|>commentary to=", recipient), ToolCallMark("<|channel|>analysis to=", recipient),
            ToolCallMark("<|start|>assistant to=", recipient), ToolCallMark(" to=", recipient, atStart: true),
        ]
            + [
                "<|channel|>final<|message|>", "<|channel|>commentary<|message|>", "<|start|>assistant", "<|end|>",
                "<|return|>",
                "<|call|>",
            ].map { ToolCallMark($0, .ignore) },
        ToolCallLayout("<|channel|>commentary to=functions.% <|constrain|>json<|message|>", "<|call|>"))

    private static let recipient = ToolCallMark.Action.call(.named(.init(form: .recipient, end: "<|message|>")))

    private static func headed(
        _ name: String, section: String = "", _ begin: String, _ head: ToolCallSyntax.Head, before: String = "",
        after: String = "", ends: [String], also: [ToolCallMark] = []
    ) -> ToolCallForm {
        var marks = thoughts + [ToolCallMark(begin, .call(.named(head)))] + also
        marks += (ends + (section.isEmpty ? [] : [section])).map { ToolCallMark($0, .ignore) }
        let suffix = section.isEmpty ? ends[0] : ends[0] + (ends.last ?? "")
        return ToolCallForm(name, marks, ToolCallLayout(section + begin + before + "%" + after + head.end, suffix))
    }
}
