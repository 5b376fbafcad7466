import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Requests to Gemini are written")
struct GeminiRequestWritingTests {
    private func written(
        _ hub: ModelRequest, model: String = "gemini-3-pro", streams: Bool = false,
        from dialect: DialectName = .openAIChat,
        unknown: JSONObject = [:]
    ) throws -> EncodedRequest {
        var request = DialectRequest(dialect: dialect, model: model, streams: streams, request: hub)
        request.unknown = unknown
        return try GeminiDialect().encodeRequest(request)
    }

    private func hub(_ messages: [ModelMessage] = [ModelMessage(.user, "hi")]) -> ModelRequest {
        ModelRequest(messages: messages, sampling: .modelDefault)
    }

    @Test("The path names the model and the kind of answer")
    func paths() throws {
        #expect(try written(hub()).path == "models/gemini-3-pro:generateContent")
        #expect(
            try written(hub(), model: "models/a b", streams: true).path
                == "models/a%20b:streamGenerateContent?alt=sse")
        #expect(try written(hub(), model: "tunedModels/x").path == "tunedModels/x:generateContent")
        #expect(try written(hub(), model: "../x").path == "models/..%2Fx:generateContent")
    }

    @Test("What the client left to the model is not sent")
    func nothing() throws {
        let body = try written(hub()).body
        #expect(body.description == #"{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"#)
    }

    @Test("Fields of the provider's own stand beside what is there")
    func extras() throws {
        var request = hub()
        request.stop = ["x"]
        request.extras = ["generationConfig": ["mediaResolution": "LOW"], "labels": ["a": "b"]]
        let body = try written(request).body
        #expect(body["generationConfig"] == ["stopSequences": ["x"], "mediaResolution": "LOW"])
        #expect(body["labels"] == ["a": "b"])
    }

    @Test("A conversation with tools goes out with names, ids, results as objects and signatures")
    func conversation() throws {
        var call = ModelToolCall(id: "c1", name: "f", arguments: #"{"b":1,"a":2}"#, signature: "AAAA")
        call.signature = "AAAA"
        var first = ModelMessage.assistant(
            "let's see", reasoning: [ModelReasoning(text: "hm", signature: "gemini#BBBB")],
            toolCalls: [call, ModelToolCall(id: "c2", name: "g", arguments: "")])
        first.reasoning.append(ModelReasoning(text: "", signature: "gemini#CCCC"))
        let request = hub([
            ModelMessage(.system, "brief"), ModelMessage(.user, "go"), first,
            .toolResult(callID: "c1", name: "", "plain"),
            .toolResult(callID: "c2", name: "g", #"{"x":1}"#),
            .toolResult(callID: "c3", name: "h", "no", isError: true),
            ModelMessage(.user, "and?"),
        ])
        let body = try written(request).body
        #expect(body["systemInstruction"] == ["parts": [["text": "brief"]]])
        let expected: JSONValue = [
            ["role": "user", "parts": [["text": "go"]]],
            [
                "role": "model",
                "parts": [
                    ["text": "hm", "thought": true, "thoughtSignature": "BBBB"], ["text": "let's see"],
                    ["text": "", "thoughtSignature": "CCCC"],
                    [
                        "functionCall": ["name": "f", "id": "c1", "args": ["b": 1, "a": 2]],
                        "thoughtSignature": "AAAA",
                    ], ["functionCall": ["name": "g", "id": "c2", "args": [:]]],
                ],
            ],
            [
                "role": "user",
                "parts": [
                    ["functionResponse": ["name": "f", "id": "c1", "response": ["result": "plain"]]],
                    ["functionResponse": ["name": "g", "id": "c2", "response": ["x": 1]]],
                    ["functionResponse": ["name": "h", "id": "c3", "response": ["error": "no"]]],
                ],
            ], ["role": "user", "parts": [["text": "and?"]]],
        ]
        #expect(body["contents"]?.serialized() == expected.serialized())
    }

    @Test("A call without a proof, such as another model's, has Google's stand-in for Gemini 3 and nothing for others")
    func standIn() throws {
        let calls = ["a", "b"].map { ModelToolCall(id: $0, name: "f", arguments: "{}") }
        let messages = [ModelMessage(.user, "hi"), .assistant("", toolCalls: calls)]
        for (model, proof): (String, JSONValue?) in [
            ("gemini-3-pro", "skip_thought_signature_validator"), ("gemini-2.5-flash", Optional.none),
        ] {
            let parts = try written(hub(messages), model: model).body["contents"]?.arrayValue?.last?["parts"]?
                .arrayValue
            #expect(parts?.map { $0["thoughtSignature"] } == [proof, nil], "\(model)")
        }
    }

    @Test("Tools, choice, form of the answer and thinking have Gemini's names")
    func options() throws {
        var request = hub()
        request.tools = [ModelTool(name: "f", description: "d", parameters: ["type": "object", "required": ["a"]])]
        request.toolChoice = .tool("f")
        request.responseSchema = ModelResponseSchema(name: "r", schema: ["type": "array"])
        request.reasoning = .deep
        request.sampling = SamplingOptions(temperature: 0.5, topP: 0.25, topK: 4, seed: 9)
        request.maximumResponseTokens = 7
        request.stop = ["."]
        let result = try written(request)
        #expect(
            result.body["tools"]?.serialized()
                == #"[{"functionDeclarations":[{"name":"f","description":"d","parametersJsonSchema":{"type":"object","required":["a"]}}]}]"#
        )
        #expect(
            result.body["toolConfig"] == ["functionCallingConfig": ["mode": "ANY", "allowedFunctionNames": ["f"]]])
        #expect(
            result.body["generationConfig"]?.serialized()
                == #"{"temperature":0.5,"topP":0.25,"topK":4,"maxOutputTokens":7,"stopSequences":["."],"seed":9,"#
                + #""responseMimeType":"application/json","responseJsonSchema":{"type":"array"},"#
                + #""thinkingConfig":{"includeThoughts":true,"thinkingLevel":"HIGH"}}"#)
        #expect(result.losses.isEmpty)
        let older = try written(request, model: "gemini-2.5-flash")
        #expect(older.body["generationConfig"]?["thinkingConfig"]?["thinkingBudget"] == 24_576)
        #expect(older.losses.map(\.description) == ["approximated: reasoning"])
    }

    @Test("What Gemini cannot say is named, and several answers are refused")
    func losses() throws {
        var request = hub([
            ModelMessage(.user, "hi"), .assistant("x", reasoning: [ModelReasoning(text: "t", signature: "no base64!")]),
        ])
        request.allowsParallelToolCalls = false
        request.tools = [ModelTool(name: "f", description: "", parameters: [:])]
        request.tools[0].isStrict = true
        request.sampling.seed = 1 << 40
        let result = try written(
            request, unknown: ["logit_bias": ["1": 2], "response_format": ["type": "json_object"]])
        #expect(
            Set(result.losses.map(\.description)) == [
                "dropped: messages[1].reasoning[0].signature", "dropped: tools[0].strict",
                "dropped: parallel_tool_calls", "approximated: seed", "dropped: logit_bias",
            ])
        #expect(result.body["generationConfig"]?["responseMimeType"] == "application/json")
        #expect(result.body["contents"]?[1]?["parts"]?[0]?["thoughtSignature"] == nil)
        #expect(KapellError.code { try written(hub(), unknown: ["n": 2]) } == .unsupported)
    }

    @Test("A request from Gemini's dialect comes back with all that is its own")
    func roundTrip() throws {
        let text = """
            {"contents":[{"role":"user","parts":[{"text":"hi"}]}],"tools":[{"functionDeclarations":[{"name":"f",\
            "description":"d"}]},{"googleSearch":{}}],"toolConfig":{"functionCallingConfig":{"mode":"VALIDATED"},\
            "retrievalConfig":{"x":1}},"generationConfig":{"maxOutputTokens":5,"speechConfig":{"a":1},"candidateCount":2,\
            "thinkingConfig":{"thinkingBudget":100}},"safetySettings":[{"category":"c"}]}
            """
        let body = try WireProbe.object(text)
        let request = try GeminiDialect().decodeRequest(body, to: DialectTarget(model: "models/m"))
        #expect(try GeminiDialect().encodeRequest(request).body == body)
        let forward = GeminiDialect().forward(request, to: "other")
        #expect(forward.body == body && forward.path == "models/other:generateContent")
    }

    @Test("Files go by value or by address")
    func files() throws {
        let message = ModelMessage(
            .user,
            parts: [
                .attachment(ModelAttachment(.bytes([0x89, 0x50, 0x4E, 0x47]))),
                .attachment(ModelAttachment(.url("https://a/b.png"), mediaType: "image/png")),
                .attachment(ModelAttachment(.url("data:image/gif;base64,AAAA"))), .text("what?"),
            ])
        let expected: JSONValue = [
            ["inlineData": ["mimeType": "image/png", "data": "iVBORw=="]],
            ["fileData": ["fileUri": "https://a/b.png", "mimeType": "image/png"]],
            ["inlineData": ["mimeType": "image/gif", "data": "AAAA"]], ["text": "what?"],
        ]
        #expect(try written(hub([message])).body["contents"]?[0]?["parts"] == expected)
    }
}
