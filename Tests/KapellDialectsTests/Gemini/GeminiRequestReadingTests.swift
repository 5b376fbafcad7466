import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Requests in Gemini's dialect are read")
struct GeminiRequestReadingTests {
    private func read(_ text: String, streams: Bool = false) throws -> DialectRequest {
        try GeminiDialect().decodeRequest(
            WireProbe.object(text), to: DialectTarget(model: "gemini-3-pro", streams: streams))
    }

    @Test("A request of the official client is read whole")
    func official() throws {
        let request = try read(
            """
            {"contents":[{"parts":[{"text":"hi"},{"inlineData":{"mimeType":"image/png","data":"-_8="}}],"role":"user"}],
            "systemInstruction":{"parts":[{"text":"be brief"}],"role":"user"},
            "generationConfig":{"temperature":0.5,"topP":0.9,"topK":3.0,"maxOutputTokens":20,"stopSequences":["END"],
            "seed":-7,"presencePenalty":0.25,"frequencyPenalty":-0.5,"responseModalities":["TEXT"],
            "thinkingConfig":{"include_thoughts":true,"thinking_level":"LOW"}},
            "safetySettings":[{"category":"X","threshold":"BLOCK_NONE"}]}
            """, streams: true)
        #expect(request.dialect == .gemini && request.model == "gemini-3-pro" && request.streams)
        let hub = request.request
        #expect(hub.messages.map(\.role) == [.system, .user])
        #expect(hub.messages[0].content == "be brief")
        #expect(hub.messages[1].parts.count == 2)
        #expect(hub.messages[1].attachments.first?.content == .bytes([0xFB, 0xFF]))
        #expect(hub.sampling.temperature == 0.5 && hub.sampling.topP == 0.9 && hub.sampling.topK == 3)
        #expect(hub.sampling.leftToModel.isEmpty && hub.sampling.seed == UInt64(bitPattern: -7))
        #expect(hub.sampling.presencePenalty == 0.25 && hub.sampling.frequencyPenalty == -0.5)
        #expect(hub.maximumResponseTokens == 20 && hub.stop == ["END"] && hub.reasoning == .light)
        #expect(request.unknown.keys == ["safetySettings", "generationConfig.responseModalities"])
        #expect(request.losses.isEmpty)
    }

    @Test("Names in snake_case mean the same")
    func snake() throws {
        let request = try read(
            """
            {"contents":{"parts":{"text":"hi"}},"system_instruction":"brief","generation_config":{"top_p":0.5,
            "max_output_tokens":5,"response_mime_type":"application/json"},"cached_content":"c/1",
            "tools":[{"function_declarations":[{"name":"f","parameters_json_schema":{"type":"object"}}]}],
            "tool_config":{"function_calling_config":{"mode":"any","allowed_function_names":["f"]}}}
            """)
        #expect(request.request.sampling.topP == 0.5 && request.request.maximumResponseTokens == 5)
        #expect(request.request.sampling.leftToModel == [.temperature, .topK])
        #expect(request.request.toolChoice == .tool("f"))
        #expect(request.request.responseSchema?.schema == ["type": "object"])
        #expect(request.unknown.keys == ["cachedContent"])
    }

    @Test("A schema in Gemini's form becomes JSON Schema")
    func schema() throws {
        let request = try read(
            """
            {"contents":[{"parts":[{"text":"hi"}]}],"tools":[{"functionDeclarations":[{"name":"f","description":"d",
            "parameters":{"type":"OBJECT","properties":{"type":{"type":"STRING","nullable":true,"enum":["a"],
            "format":"enum"},"n":{"type":"ARRAY","items":{"type":"INTEGER","format":"int32"},"minItems":"2"}},
            "required":["n"],"propertyOrdering":["n","type"]}}]},{"googleSearch":{}}]}
            """)
        let expected: JSONValue = [
            "type": "object",
            "properties": [
                "n": ["type": "array", "items": ["type": "integer", "format": "int32"], "minItems": 2],
                "type": ["type": ["string", "null"], "enum": ["a", nil]],
            ],
            "required": ["n"],
        ]
        #expect(request.request.tools.first?.parameters.serialized() == expected.serialized())
        #expect(request.unknown.keys == ["tools[1].googleSearch"])
    }

    @Test("Calls without ids get stable ones, and results find them by name and order")
    func ids() throws {
        let text = """
            {"contents":[{"role":"user","parts":[{"text":"go"}]},
            {"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"QUJD-_8="},
            {"functionCall":{"name":"g"}},{"functionCall":{"name":"f","args":{"a":2}}}]},
            {"role":"user","parts":[{"functionResponse":{"name":"g","response":{"result":"G"}}},
            {"functionResponse":{"name":"f","response":{"x":[1]}}},
            {"functionResponse":{"name":"f","response":{"error":"bad"}}},{"text":"and now?"}]}]}
            """
        let hub = try read(text).request
        #expect(hub.messages.map(\.role) == [.user, .assistant, .tool, .tool, .tool, .user])
        let calls = hub.messages[1].toolCalls
        #expect(Set(calls.map(\.id)).count == 3 && calls.allSatisfy { $0.id.hasPrefix("call_") })
        #expect(calls.map(\.arguments) == [#"{"a":1}"#, "{}", #"{"a":2}"#])
        #expect(calls[0].signature == "QUJD+/8=")
        #expect(hub.messages[2...4].map(\.toolCallID) == [calls[1].id, calls[0].id, calls[2].id])
        #expect(hub.messages[2...4].map(\.content) == ["G", #"{"x":[1]}"#, "bad"])
        #expect(hub.messages[2...4].map(\.isError) == [false, false, true])
        #expect(hub.messages[2].origin == .tool(name: "g"))
        #expect(try read(text).request == hub)
    }

    @Test("An id that comes again in a later turn stays with its own result")
    func repeatedIDs() throws {
        let call = #"{"role":"model","parts":[{"functionCall":{"id":"c","name":"f"}}]}"#
        let result =
            #"{"role":"function","parts":[{"functionResponse":{"id":"c","name":"f","response":{"result":"R"}}}]}"#
        let hub = try read("{\"contents\":[\(call),\(result),\(call),\(result)]}").request
        let ids = hub.messages.flatMap(\.toolCalls).map(\.id)
        #expect(ids.first == "c" && Set(ids).count == 2)
        #expect(hub.messages.compactMap(\.toolCallID) == ids)
    }

    @Test("The pieces of a streamed answer are one message, with its thoughts and signatures")
    func pieces() throws {
        let hub = try read(
            """
            {"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"let ","thought":true}]},
            {"role":"model","parts":[{"text":"me","thought":true}]},{"role":"model","parts":[{"text":"He"}]},
            {"role":"model","parts":[{"text":"llo"},{"text":"","thoughtSignature":"AAAA"}]}]}
            """
        ).request
        #expect(hub.messages.count == 2 && hub.messages[1].content == "Hello")
        #expect(
            hub.messages[1].reasoning == [
                ModelReasoning(text: "let me"), ModelReasoning(text: "", signature: "gemini#AAAA"),
            ])
    }

    @Test("What the hub does not hold is named")
    func losses() throws {
        let request = try read(
            """
            {"contents":[{"role":"user","parts":[{"text":"a"},{"fileData":{"fileUri":"https://v/1","mimeType":"video/mp4"},
            "videoMetadata":{"fps":1}}]},{"role":"model","parts":[{"executableCode":{"code":"1"}}]}],
            "generationConfig":{"candidateCount":2,"thinkingConfig":{"thinkingBudget":0}},
            "toolConfig":{"functionCallingConfig":{"mode":"VALIDATED"}}}
            """)
        #expect(
            request.losses.map(\.description) == [
                "dropped: contents[0].parts[1].videoMetadata", "dropped: contents[1].parts[0].executableCode",
            ])
        #expect(request.unknown["n"] == 2 && request.request.reasoning == .custom("none"))
        #expect(request.unknown["generationConfig.thinkingConfig"] == ["thinkingBudget": 0])
        #expect(request.unknown.contains("toolConfig.functionCallingConfig"))
    }

    @Test(
        "What cannot be understood is refused by name",
        arguments: [
            (#"{}"#, "contents"), (#"{"contents":[]}"#, "contents"), (#"{"contents":[{"parts":[]}]}"#, "contents"),
            (#"{"contents":[5]}"#, "contents[0]"),
            (#"{"contents":[{"role":"robot","parts":[]}]}"#, "contents[0].role"),
            (#"{"contents":[{"parts":[{"inlineData":{"data":"%"}}]}]}"#, "inlineData.data"),
            (#"{"contents":"x","generationConfig":{"temperature":"hot"}}"#, "generationConfig.temperature"),
            (#"{"contents":"x","generationConfig":{"maxOutputTokens":0}}"#, "maxOutputTokens"),
            (#"{"contents":"x","tools":[{"functionDeclarations":[{}]}]}"#, "functionDeclarations[0].name"),
        ])
    func refusals(body: String, field: String) throws {
        let error = try #require(throws: KapellError.self) { try read(body) }
        #expect(error.code == .invalidRequest && error.message.contains(field))
    }
}
