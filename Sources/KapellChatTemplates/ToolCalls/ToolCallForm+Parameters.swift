/// Families that write each argument between marks of its own.
extension ToolCallForm {
    static let coder = tagged("coder", "<tool_call>", "</tool_call>", lines: true)
    static let seed = ToolCallForm.tagged(
        "seed", "<seed:tool_call>", "</seed:tool_call>", lines: false,
        thoughts: [ToolCallMark("<seed:think>", .reasoning(until: "</seed:think>"))])
    static let glm = keyed("glm", suffix: "", separator: nil)
    static let hunyuan = keyed("hunyuan", suffix: ":opensource", separator: "<tool_sep:opensource>")
    static let minimaxM2 = invoked("minimax-m2", "", section: "minimax:tool_call")
    static let muse = invoked(
        "muse", "atem:", section: "atem:function_calls",
        also: [
            ToolCallMark(" to=self<|message|>", .reasoning(until: "<|eom|>"), atStart: true),
            ToolCallMark("<|start|>assistant to=self<|message|>", .reasoning(until: "<|eom|>")),
            ToolCallMark(" to=", .skip(until: "<|message|>"), atStart: true),
            ToolCallMark("<|start|>assistant", .skip(until: "<|message|>")), ToolCallMark("<|message|>", .ignore),
            ToolCallMark("<|eom|>", .ignore),
        ])
    static let dsml = invoked(
        "dsml", "｜DSML｜", section: "｜DSML｜function_calls", otherSection: "｜DSML｜tool_calls", isTyped: true)
    static let miniCPM = ToolCallForm(
        "minicpm",
        thoughts + [
            ToolCallMark(
                "<function name=\"",
                .call(
                    .parameters(
                        .init(
                            nameEnds: ["\">"], begin: "<param name=\"", headEnd: "\">", valueEnd: "</param>",
                            callEnd: "</function>"))))
        ],
        ToolCallLayout(
            "<function name=\"%\">", "</function>", .init("<param name=\"%\">", "</param>")))
    static let kimiK3 = ToolCallForm(
        "kimi-k3",
        [
            ToolCallMark("<|open|>think<|sep|>", .reasoning(until: "<|close|>think<|sep|>")),
            ToolCallMark(
                "<|open|>call tool=\"",
                .call(
                    .parameters(
                        .init(
                            nameEnds: ["<|sep|>"], begin: "<|open|>argument key=\"", headEnd: "<|sep|>",
                            valueEnd: "<|close|>argument<|sep|>", callEnd: "<|close|>call<|sep|>")))),
        ]
            + ["response", "tools", "message"].flatMap {
                [ToolCallMark("<|open|>\($0)<|sep|>", .ignore), ToolCallMark("<|close|>\($0)<|sep|>", .ignore)]
            } + [ToolCallMark("<|end_of_msg|>", .ignore)],
        ToolCallLayout(
            "<|open|>tools<|sep|><|open|>call tool=\"%\" index=\"1\"<|sep|>",
            "<|close|>call<|sep|><|close|>tools<|sep|>",
            .init("<|open|>argument key=\"%\" type=\"@\"<|sep|>", "<|close|>argument<|sep|>")))
    static let minimaxM3: ToolCallForm = {
        let mark = "]<]minimax[>["
        return ToolCallForm(
            "minimax-m3",
            [
                ToolCallMark("<mm:think>", .reasoning(until: "</mm:think>")),
                ToolCallMark(
                    mark + "<invoke name=\"",
                    .call(
                        .parameters(
                            .init(
                                nameEnds: ["\">"], begin: mark + "<", headEnd: ">", valueEnd: mark + "</%>",
                                callEnd: mark + "</invoke>")))),
                ToolCallMark(mark + "<tool_call>", .ignore), ToolCallMark(mark + "</tool_call>", .ignore),
                ToolCallMark("</mm:think>", .ignore, atStart: true),
            ],
            ToolCallLayout(
                mark + "<tool_call>\n" + mark + "<invoke name=\"%\">",
                mark + "</invoke>\n" + mark + "</tool_call>", .init(mark + "<%>", mark + "</%>")))
    }()

    // MARK: Others

    static let gemma = ToolCallForm(
        "gemma",
        [
            ToolCallMark("<|channel>thought\n", .reasoning(until: "<channel|>")),
            ToolCallMark("<|tool_call>call:", .call(.gemma)), ToolCallMark("<tool_call|>", .ignore),
        ], ToolCallLayout("<|tool_call>call:%", "<tool_call|>", isJSON: false))
    static let lfm = ToolCallForm(
        "lfm",
        thoughts + [
            ToolCallMark("<|tool_call_start|>", .call(.python(end: "<|tool_call_end|>")))
        ], ToolCallLayout("<|tool_call_start|>[{\"name\": \"%\", \"arguments\": ", "}]<|tool_call_end|>"))

    private static func tagged(
        _ name: String, _ open: String, _ close: String, lines: Bool, thoughts: [ToolCallMark] = thoughts
    ) -> ToolCallForm {
        let line = lines ? "\n" : ""
        let syntax = ToolCallSyntax.Parameters(
            nameEnds: [">"], begin: "<parameter=", headEnd: ">", valueEnd: "</parameter>", callEnd: "</function>",
            trims: lines)
        return ToolCallForm(
            name,
            thoughts + [
                ToolCallMark("<function=", .call(.parameters(syntax))), ToolCallMark(open, .ignore),
                ToolCallMark(close, .ignore),
            ],
            ToolCallLayout(
                open + "\n<function=%>\n", "</function>\n" + close,
                .init("<parameter=%>" + line, line + "</parameter>\n")))
    }

    private static func keyed(_ name: String, suffix: String, separator: String?) -> ToolCallForm {
        func tag(_ tag: String) -> String { "<\(tag)\(suffix)>" }
        let syntax = ToolCallSyntax.Parameters(
            nameEnds: (separator.map { [$0] } ?? ["\n"]) + [tag("arg_key"), tag("/tool_call")], begin: tag("arg_key"),
            headEnd: tag("/arg_key"), valueBegin: tag("arg_value"), valueEnd: tag("/arg_value"),
            callEnd: tag("/tool_call"))
        return ToolCallForm(
            name,
            [
                ToolCallMark(tag("think"), .reasoning(until: tag("/think"))),
                ToolCallMark(tag("tool_call"), .call(.parameters(syntax))), ToolCallMark(tag("tool_calls"), .ignore),
                ToolCallMark(tag("/tool_calls"), .ignore),
            ],
            ToolCallLayout(
                (separator == nil ? "" : tag("tool_calls") + "\n") + tag("tool_call") + "%" + (separator ?? "") + "\n",
                tag("/tool_call") + (separator == nil ? "" : "\n" + tag("/tool_calls")),
                .init(tag("arg_key") + "%" + tag("/arg_key") + "\n" + tag("arg_value"), tag("/arg_value") + "\n")))
    }

    private static func invoked(
        _ name: String, _ prefix: String, section: String, otherSection: String? = nil, isTyped: Bool = false,
        also: [ToolCallMark] = []
    ) -> ToolCallForm {
        let syntax = ToolCallSyntax.Parameters(
            nameEnds: ["\">"], begin: "<\(prefix)parameter name=\"", headEnd: ">",
            valueEnd: "</\(prefix)parameter>", callEnd: "</\(prefix)invoke>")
        let sections = [section] + (otherSection.map { [$0] } ?? [])
        return ToolCallForm(
            name,
            thoughts + also + [ToolCallMark("<\(prefix)invoke name=\"", .call(.parameters(syntax)))]
                + sections.flatMap { [ToolCallMark("<\($0)>", .ignore), ToolCallMark("</\($0)>", .ignore)] },
            ToolCallLayout(
                "<\(section)>\n<\(prefix)invoke name=\"%\">\n", "</\(prefix)invoke>\n</\(section)>",
                .init("<\(prefix)parameter name=\"%\"\(isTyped ? " string=\"@\"" : "")>", "</\(prefix)parameter>\n")))
    }
}
