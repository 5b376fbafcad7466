/// The families, and the signs in a template's source by which each is known. The first that fits is taken.
extension ToolCallForm {
    static let known: [(signs: [String], form: ToolCallForm)] = [
        (["<|channel|>", " to="], harmony),
        (["<|open|>", "'call', [('tool'"], kimiK3),
        (["<|tool_call_begin|>", "<|tool_call_argument_begin|>"], kimiK2),
        (["｜DSML｜"], dsml),
        (["DSML", "invoke name="], dsml),
        (["<atem:invoke"], muse),
        (["<minimax:tool_call>"], minimaxM2),
        (["]<]minimax[>["], minimaxM3),
        (["<｜tool▁calls▁begin｜>", "```json"], deepseekR1),
        (["<｜tool▁calls▁begin｜>"], deepseekV31),
        (["<|tool_call:begin|>"], solar),
        (["hy_Assistant"], hunyuan),
        (["<seed:tool_call>"], seed),
        (["<|tools_prefix|>"], apertus),
        (["<|START_ACTION|>"], commandR7B),
        (["Action:", "tool_name", "```json"], commandRPlus),
        (["[TOOL_CALLS]"], mistral),
        (["functools["], firefunction),
        ([">>>all"], functionary32),
        (["<function=", "</function>", "<parameter="], coder),
        (["<function=", "</function>"], functionary31),
        (["<function name=", "<param name="], miniCPM),
        (["<arg_key>"], glm),
        (["<|tool_call>call:"], gemma),
        (["<|tool_call>", "<tool_call|>"], gemma),
        (["<|tool_call_start|>"], lfm),
        (["<|tool_list_start|>"], lfm),
        (["List of tools: ["], lfm),
        (["<|function_call|>"], gigaChat31),
        (["function call<|role_sep|>"], gigaChat3),
        (["function call", "role_sep"], gigaChat3),
        (["<TOOLCALL>"], nemotron),
        (["<tool_calls>["], apriel),
        (["<tool_calls>\\n"], minimaxM1),
        (["<|tool_call|>", "<|/tool_call|>"], phi4),
        (["<|tool_call|>"], granite3),
        (["<tool_call>"], hermes),
        (["<|python_tag|>"], llama3),
        (["\"parameters\": ", "Given the following functions"], llama3),
    ]

    // MARK: JSON objects

    static let llama3 = ToolCallForm(
        "llama3",
        [
            ToolCallMark("<|python_tag|>", .ignore),
            ToolCallMark("{", .call(.object(.init(isBare: true))), atStart: true),
        ], ToolCallLayout("{\"name\": \"%\", \"parameters\": ", "}"))
    static let apriel = listed("apriel", "<tool_calls>", "</tool_calls>", ignoring: ["[BEGIN FINAL RESPONSE]"])
    static let nemotron = listed("nemotron", "<TOOLCALL>", "</TOOLCALL>")
    static let granite3 = listed("granite", "<|tool_call|>", "")
    static let phi4 = listed("phi4", "<|tool_call|>", "<|/tool_call|>")
    static let firefunction = listed("firefunction", " functools", "", also: ["functools"])
    static let minimaxM1 = ToolCallForm(
        "minimax-m1",
        thoughts + [ToolCallMark("<tool_calls>", .call(.json)), ToolCallMark("</tool_calls>", .ignore)],
        ToolCallLayout("<tool_calls>\n{\"name\": \"%\", \"arguments\": ", "}\n</tool_calls>"))
    static let gigaChat31 = ToolCallForm(
        "gigachat", [ToolCallMark("<|function_call|>", .call(.json)), ToolCallMark("<|message_sep|>", .ignore)],
        ToolCallLayout("<|function_call|>{\"name\": \"%\", \"arguments\": ", "}"))
    static let gigaChat3 = ToolCallForm(
        "gigachat-3",
        [ToolCallMark("function call<|role_sep|>\n", .call(.json)), ToolCallMark("<|message_sep|>\n\n", .ignore)],
        ToolCallLayout("<|message_sep|>\n\nfunction call<|role_sep|>\n{\"name\": \"%\", \"arguments\": ", "}"))
    static let apertus = ToolCallForm(
        "apertus",
        [
            ToolCallMark("<|inner_prefix|>", .reasoning(until: "<|inner_suffix|>")),
            ToolCallMark("<|tools_prefix|>", .call(.object(.init(name: [])))),
            ToolCallMark("<|tools_suffix|>", .ignore),
        ], ToolCallLayout("<|tools_prefix|>[{\"%\": ", "}]<|tools_suffix|>"))
    static let commandR7B = ToolCallForm(
        "command-r7b",
        [
            ToolCallMark("<|START_THINKING|>", .reasoning(until: "<|END_THINKING|>")),
            ToolCallMark("<|START_ACTION|>", .call(.object(.init(name: ["tool_name"])))),
        ]
            + ["<|END_ACTION|>", "<|START_RESPONSE|>", "<|END_RESPONSE|>", "<|START_TEXT|>", "<|END_TEXT|>"].map {
                ToolCallMark($0, .ignore)
            },
        ToolCallLayout(
            "<|START_ACTION|>[\n    {\"tool_call_id\": \"0\", \"tool_name\": \"%\", \"parameters\": ",
            "}\n]<|END_ACTION|>"))
    static let commandRPlus = ToolCallForm(
        "command-r-plus",
        ["Action:\n```json\n", "Action: ```json\n"].map {
            ToolCallMark($0, .call(.object(.init(name: ["tool_name"]))))
        } + [ToolCallMark("```", .ignore)],
        ToolCallLayout(
            "Action:\n```json\n[\n    {\n        \"tool_name\": \"%\",\n        \"parameters\": ", "    }\n]```"))

    private static func listed(
        _ name: String, _ begin: String, _ end: String, also: [String] = [], ignoring: [String] = []
    ) -> ToolCallForm {
        var marks = thoughts + ([begin] + also).map { ToolCallMark($0, .call(.json)) }
        marks += (ignoring + (end.isEmpty ? [] : [end])).map { ToolCallMark($0, .ignore) }
        return ToolCallForm(name, marks, ToolCallLayout("\(begin)[{\"name\": \"%\", \"arguments\": ", "}]\(end)"))
    }
}
