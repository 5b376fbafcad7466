import KapellChatTemplates
import KapellCore
import KapellJSON
import Testing

@Suite("Calls of tools in a model's text") struct ToolCallReaderTests {
    /// What models of each family write for the same two calls, behind a sentence where the family allows one.
    static let samples: [(form: String, text: String)] = [
        (
            "hermes",
            "Let me see.\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"place\": \"Zürich\", \"days\": 2}}\n</tool_call>\n<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>"
        ),
        (
            "mistral",
            "Let me see.[TOOL_CALLS]get_weather[CALL_ID]abcdefgh1[ARGS]{\"place\": \"Zürich\", \"days\": 2}[TOOL_CALLS]now[ARGS]{}"
        ),
        (
            "mistral",
            "Let me see.[TOOL_CALLS] [{\"name\": \"get_weather\", \"arguments\": {\"place\": \"Zürich\", \"days\": 2}, \"id\": \"abcdefgh1\"}, {\"name\": \"now\", \"arguments\": {}}]"
        ),
        (
            "llama3",
            "{\"name\": \"get_weather\", \"parameters\": {\"place\": \"Zürich\", \"days\": 2}}; {\"name\": \"now\", \"parameters\": {}}"
        ),
        (
            "llama3",
            "<|python_tag|>{\"type\": \"function\", \"name\": \"get_weather\", \"parameters\": {\"place\": \"Zürich\", \"days\": 2}};{\"name\": \"now\"  , \"parameters\": {}}"
        ),
        (
            "deepseek-r1",
            "Let me see.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n{\"place\": \"Zürich\", \"days\": 2}\n```<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>function<｜tool▁sep｜>now\n```json\n{}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
        ),
        (
            "deepseek-v3.1",
            "Let me see.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>{\"place\": \"Zürich\", \"days\": 2}<｜tool▁call▁end｜><｜tool▁call▁begin｜>now<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
        ),
        (
            "kimi-k2",
            "Let me see.<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>{\"place\": \"Zürich\", \"days\": 2}<|tool_call_end|><|tool_call_begin|>functions.now:1<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|>"
        ),
        (
            "harmony",
            "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>Let me see.<|end|><|start|>assistant<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>{\"place\": \"Zürich\", \"days\": 2}<|call|><|start|>assistant to=functions.now<|channel|>commentary json<|message|>{}<|call|>"
        ),
        (
            "coder",
            "Let me see.\n<tool_call>\n<function=get_weather>\n<parameter=place>\nZürich\n</parameter>\n<parameter=days>\n2\n</parameter>\n</function>\n</tool_call>\n<tool_call>\n<function=now>\n</function>\n</tool_call>"
        ),
        (
            "glm",
            "Let me see.\n<tool_call>get_weather\n<arg_key>place</arg_key>\n<arg_value>Zürich</arg_value>\n<arg_key>days</arg_key>\n<arg_value>2</arg_value>\n</tool_call>\n<tool_call>now</tool_call>"
        ),
        (
            "minimax-m2",
            "Let me see.\n<minimax:tool_call>\n<invoke name=\"get_weather\">\n<parameter name=\"place\">Zürich</parameter>\n<parameter name=\"days\">2</parameter>\n</invoke>\n<invoke name=\"now\">\n</invoke>\n</minimax:tool_call>"
        ),
        (
            "dsml",
            "Let me see.\n\n<｜DSML｜function_calls>\n<｜DSML｜invoke name=\"get_weather\">\n<｜DSML｜parameter name=\"place\" string=\"true\">Zürich</｜DSML｜parameter>\n<｜DSML｜parameter name=\"days\" string=\"false\">2</｜DSML｜parameter>\n</｜DSML｜invoke>\n<｜DSML｜invoke name=\"now\">\n</｜DSML｜invoke>\n</｜DSML｜function_calls>"
        ),
        (
            "kimi-k3",
            "<|open|>think<|sep|>Hm.<|close|>think<|sep|><|open|>response<|sep|>Let me see.<|close|>response<|sep|><|open|>tools<|sep|><|open|>call tool=\"get_weather\" index=\"1\"<|sep|><|open|>argument key=\"place\" type=\"string\"<|sep|>Zürich<|close|>argument<|sep|><|open|>argument key=\"days\" type=\"number\"<|sep|>2<|close|>argument<|sep|><|close|>call<|sep|><|open|>call tool=\"now\" index=\"2\"<|sep|><|close|>call<|sep|><|close|>tools<|sep|>"
        ),
        (
            "gemma",
            "Let me see.<|tool_call>call:get_weather{place:<|\"|>Zürich<|\"|>,days:2}<tool_call|><|tool_call>call:now{}<tool_call|>"
        ),
        (
            "lfm",
            "<|tool_call_start|>[get_weather(place='Zürich', days=2), now()]<|tool_call_end|>Let me see."
        ),
        (
            "apertus",
            "Let me see.<|tools_prefix|>[{\"get_weather\": {\"place\": \"Zürich\", \"days\": 2}}, {\"now\": {}}]<|tools_suffix|>"
        ),
        (
            "command-r7b",
            "<|START_THINKING|>Hm.<|END_THINKING|><|START_ACTION|>[\n    {\"tool_call_id\": \"0\", \"tool_name\": \"get_weather\", \"parameters\": {\"place\": \"Zürich\", \"days\": 2}},\n    {\"tool_call_id\": \"1\", \"tool_name\": \"now\", \"parameters\": {}}\n]<|END_ACTION|>"
        ),
        (
            "functionary-3.1",
            "Let me see.<function=get_weather>{\"place\": \"Zürich\", \"days\": 2}</function><function=now>{}</function>"
        ),
        (
            "functionary-3.2",
            "all\nLet me see.>>>get_weather\n{\"place\": \"Zürich\", \"days\": 2}>>>now\n{}"
        ),
        (
            "solar",
            "<|think|>Hm.<|end|><|begin|>assistant<|tool_calls|><|tool_call:begin|>abc<|tool_call:name|>get_weather<|tool_call:args|>{\"place\": \"Zürich\", \"days\": 2}<|tool_call:end|><|tool_call:begin|>def<|tool_call:name|>now<|tool_call:args|>{}<|tool_call:end|><|calls|>"
        ),
        (
            "hunyuan",
            "<think:opensource>Hm.</think:opensource>Let me see.<tool_calls:opensource>\n<tool_call:opensource>get_weather<tool_sep:opensource>\n<arg_key:opensource>place</arg_key:opensource>\n<arg_value:opensource>Zürich</arg_value:opensource>\n<arg_key:opensource>days</arg_key:opensource>\n<arg_value:opensource>2</arg_value:opensource>\n</tool_call:opensource>\n<tool_call:opensource>now<tool_sep:opensource>\n</tool_call:opensource>\n</tool_calls:opensource>"
        ),
        (
            "minimax-m3",
            "</mm:think>]<]minimax[>[<tool_call>\n]<]minimax[>[<invoke name=\"get_weather\">]<]minimax[>[<place>Zürich]<]minimax[>[</place>]<]minimax[>[<days>2]<]minimax[>[</days>]<]minimax[>[</invoke>\n]<]minimax[>[<invoke name=\"now\">]<]minimax[>[</invoke>\n]<]minimax[>[</tool_call>"
        ),
        (
            "nemotron",
            "<think>Hm.</think><TOOLCALL>[{\"name\": \"get_weather\", \"arguments\": \"{\\\"place\\\": \\\"Zürich\\\", \\\"days\\\": 2}\"}, {\"name\": \"now\"}]</TOOLCALL>"
        ),
        (
            "minicpm",
            "Let me see.<function name=\"get_weather\"><param name=\"place\">Zürich</param><param name=\"days\">2</param></function>\n<function name=\"now\"></function>"
        ),
    ]

    private func form(_ name: String) throws -> ToolCallForm {
        try #require(ToolCallForm.all.first { $0.name == name })
    }

    @Test("Each family's calls are read, with the text and the thoughts beside them", arguments: samples)
    func families(_ sample: (form: String, text: String)) throws {
        let found = events(try form(sample.form), [sample.text], tools: [weather, clock])
        #expect(calls(found) == ["get_weather {\"place\":\"Zürich\",\"days\":2}", "now {}"], "\(found)")
        #expect(text(found) == (sample.text.contains("Let me see.") ? "Let me see." : ""), "\(found)")
        #expect(thoughts(found) == (sample.text.contains("Hm.") ? "Hm." : ""), "\(found)")
    }

    @Test("However the text is cut, the same is read", arguments: samples)
    func cuts(_ sample: (form: String, text: String)) throws {
        let form = try form(sample.form)
        let whole = events(form, [sample.text], tools: [weather, clock])
        let scalars = Array(sample.text.unicodeScalars)
        func piece(_ range: Range<Int>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range])
            return String(view)
        }
        for cut in 1..<scalars.count {
            let pieces = [piece(0..<cut), piece(cut..<scalars.count)]
            #expect(events(form, pieces, tools: [weather, clock]) == whole, "cut at \(cut)")
        }
        #expect(events(form, scalars.map { String($0) }, tools: [weather, clock]) == whole)
    }

    @Test(
        "A text that ends in a call never shows its mark as an answer, and never counts as a call", arguments: samples)
    func truncated(_ sample: (form: String, text: String)) throws {
        let form = try form(sample.form)
        let scalars = Array(sample.text.unicodeScalars)
        for end in 0..<scalars.count {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[..<end])
            let found = events(form, [String(view)], tools: [weather, clock])
            var open: Set<Int> = []
            for event in found {
                switch event {
                case .callBegan(let index, _, _): #expect(open.insert(index).inserted)
                case .callEnded(let index, _), .callFailed(let index, _): #expect(open.remove(index) != nil)
                default: break
                }
            }
            #expect(open.isEmpty, "\(found)")
        }
    }

    @Test("Arguments come while they are written") func streaming() {
        var reader = ToolCallReader(form: .hermes)
        #expect(reader.append("Yes <tool") == [.text("Yes")])
        #expect(
            reader.append("_call>{\"name\": \"f\", \"arguments\": {\"a") == [
                .callBegan(index: 0, name: "f", id: nil), .argumentsDelta(index: 0, "{\"a"),
            ])
        #expect(reader.append("\": 1") == [.argumentsDelta(index: 0, "\": 1")])
        #expect(reader.append("}}</tool_call>") == [.argumentsDelta(index: 0, "}"), .callEnded(index: 0, id: nil)])
        #expect(reader.finish() == [])
    }

    @Test("What only looks like a call is text") func lookalikes() {
        #expect(events(.hermes, ["a <tool_call> b"]) == [.text("a <tool_call> b")])
        #expect(events(.hermes, ["a < b <tool_cal"]) == [.text("a < b <tool_cal")])
        #expect(events(.hermes, ["<tool_call>{\"x\": 1}</tool_call>"]) == [.text("<tool_call>{\"x\": 1}")])
        let llama = ToolCallForm.all.first { $0.name == "llama3" } ?? .hermes
        #expect(events(llama, ["{\"answer\": 1}"], tools: [weather]) == [.text("{\"answer\": 1}")])
        #expect(
            events(llama, ["{\"name\": \"Ann\", \"parameters\": {}}"], tools: [weather])
                == [.text("{\"name\": \"Ann\", \"parameters\": {}}")])
        #expect(events(.hermes, ["a\n\n b \n"]) == [.text("a\n\n b \n")])
    }

    @Test("A call whose arguments are broken fails") func broken() {
        let found = events(.hermes, ["<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": oops}}</tool_call>later"])
        #expect(found.contains { if case .callFailed = $0 { true } else { false } }, "\(found)")
        #expect(text(found) == "later")
        let cut = events(.hermes, ["<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": 1"])
        #expect(cut.contains { if case .callFailed = $0 { true } else { false } }, "\(cut)")
    }

    @Test("Values without quotes have the type of the tool's schema") func types() {
        let tool = ModelTool(
            name: "f", description: "",
            parameters: [
                "type": "object",
                "properties": [
                    "text": ["type": "string"], "number": ["type": "number"], "list": ["type": "array"],
                    "flag": ["type": "boolean"], "any": [:],
                ],
            ])
        let form = ToolCallForm.all.first { $0.name == "coder" } ?? .hermes
        let values = [
            ("text", "12"), ("number", "12"), ("list", "[1, \"a\"]"), ("flag", "True"), ("any", "{\"x\": null}"),
        ]
        let body = values.map { "<parameter=\($0.0)>\n\($0.1)\n</parameter>\n" }.joined()
        let found = events(form, ["<tool_call>\n<function=f>\n\(body)</function>\n</tool_call>"], tools: [tool])
        #expect(
            calls(found) == [
                "f {\"text\":\"12\",\"number\":12,\"list\":[1,\"a\"],\"flag\":true,\"any\":{\"x\":null}}"
            ], "\(found)")
    }

    @Test("A prompt that opens the thoughts makes the reader begin in them") func opened() {
        #expect(ToolCallForm.hermes.startsInReasoning("<|im_start|>assistant\n<think>\n"))
        #expect(!ToolCallForm.hermes.startsInReasoning("<think>\n\n</think>\n\n"))
        let found = events(.hermes, ["Hm.\n</think>\n\nYes."], startsInReasoning: true)
        #expect(found == [.reasoning("Hm."), .text("Yes.")])
    }

    @Test("A forced call is literals and schemas that the reader takes back") func shapes() throws {
        for form in ToolCallForm.all {
            let shapes = form.shape(tools: [weather, clock], choice: .tool("get_weather"))
            guard form.name != "gemma" else {
                #expect(shapes.isEmpty)
                continue
            }
            #expect(shapes.count == 1)
            var written = ""
            for part in try #require(shapes.first) {
                switch part {
                case .literal(let literal): written += literal
                case .schema(let schema):
                    written += schema["properties"] == nil ? "3" : "{\"place\": \"Oslo\"}"
                case .text: written += "Oslo"
                case .optional: break
                }
            }
            let found = events(form, [written], tools: [weather, clock])
            #expect(calls(found) == ["get_weather {\"place\":\"Oslo\"}"], "\(form.name): \(written) \(found)")
            #expect(text(found).isEmpty, "\(form.name): \(found)")
            #expect(form.shape(tools: [weather, clock], choice: .required).count == 2)
            #expect(form.shape(tools: [weather, clock], choice: .auto).isEmpty)
        }
    }
}
