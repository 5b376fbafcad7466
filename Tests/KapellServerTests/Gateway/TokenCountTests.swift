import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import KapellTesting
import Testing

/// Anthropic's and Gemini's clients ask how many tokens a request has: their providers know, others are guessed for, which
/// is said.
@Suite("Counts of tokens", .timeLimit(.minutes(10))) struct TokenCountTests {
    private func send(
        _ body: JSONObject, to port: Int, _ fields: [(String, String)] = [], path: String = "/v1/messages/count_tokens"
    ) async throws -> WireResponse {
        let bytes = JSONValue.object(body).serializedBytes()
        var head = "POST \(path) HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\n"
        for (name, value) in [("content-length", "\(bytes.count)")] + fields { head += "\(name): \(value)\r\n" }
        let connection = try await WireConnection.open(port)
        defer { connection.close() }
        try await connection.send(Array("\(head)\r\n".utf8) + bytes)
        return try #require(await connection.response())
    }

    private func body(_ model: String) -> JSONObject {
        [
            "model": .string(model), "system": "Be brief.",
            "messages": [["role": "user", "content": "How is the weather in Oslo?"]],
        ]
    }

    @Test("Anthropic's own count passes; for other models it is an estimate, and the header says so")
    func counts() async throws {
        let plan = FaultPlan([
            "claude": [.answer(status: 200, type: "application/json", body: #"{"input_tokens":21,"more":1}"#)]
        ])
        let engine = ScriptedBackend(model: "local/small", features: [], [])
        try await FaultStage.running(plan, chat: engine) { stage in
            let own = try await send(
                body("anthropic/claude"), to: stage.port, [("anthropic-version", "2026-10-21")])
            #expect(own.status == 200 && own.text == #"{"input_tokens":21,"more":1}"#)
            #expect(own.headers["x-kapell-losses"] == nil)
            let asked = try #require(stage.upstream.requests.last)
            #expect(asked.target == "/v1/messages/count_tokens" && asked.headers["anthropic-version"] == "2026-10-21")
            var sent = body("claude")
            sent["model"] = "claude"
            #expect(asked.json == .object(sent))
            let before = stage.upstream.requests.count
            for model in ["openai/gpt", "local/small"] {
                let other = try await send(body(model), to: stage.port)
                #expect(other.status == 200 && other.headers["x-kapell-losses"] == "approximated: input_tokens")
                #expect((8...30).contains(other.json?["input_tokens"]?.intValue ?? 0), "\(other.text)")
                let strict = try await send(body(model), to: stage.port, [("x-kapell-strict", "true")])
                #expect(strict.status >= 400 && ErrorShape.fault(of: strict, .anthropic) == nil, "\(strict.text)")
            }
            #expect(stage.upstream.requests.count == before)
            let missing = try await send(body("local/none"), to: stage.port)
            #expect(missing.status == 404 && ErrorShape.fault(of: missing, .anthropic) == nil)
            let wrong = try await send(["model": "default"], to: stage.port)
            #expect(wrong.status == 400 && wrong.text.contains("messages"))
        }
    }

    private let contents: JSONObject = [
        "contents": [["role": "user", "parts": [["text": "How is the weather in Oslo?"]]]]
    ]

    @Test("Gemini's clients have it counted, with system instruction and tools, on both of its versions")
    func gemini() async throws {
        let answer = #"{"totalTokens":31,"promptTokensDetails":[{"modality":"TEXT","tokenCount":31}]}"#
        let plan = FaultPlan(["gemini-3-pro": [.answer(status: 200, type: "application/json", body: answer)]])
        let engine = ScriptedBackend(model: "local/small", features: [], [])
        try await FaultStage.running(plan, chat: engine) { stage in
            let whole: JSONObject = [
                "generateContentRequest": .object([
                    "model": "models/alias", "contents": contents["contents"] ?? .null,
                    "systemInstruction": ["parts": [["text": "Be brief."]]],
                ])
            ]
            for (version, body) in [("v1beta", contents), ("v1beta", whole), ("v1", contents)] {
                let path = "/\(version)/models/gemini-3-pro:countTokens"
                let own = try await send(body, to: stage.port, path: path)
                #expect(own.status == 200 && own.text == answer, "\(own.text)")
                let asked = try #require(stage.upstream.requests.last)
                #expect(asked.target == "/v1beta/models/gemini-3-pro:countTokens")
                if body == contents {
                    #expect(asked.json == .object(contents))
                } else {
                    let model = asked.json?["generateContentRequest"]?["model"]
                    #expect(
                        model == "models/gemini-3-pro" && asked.json?["generateContentRequest"]?.objectValue?.count == 3
                    )
                }
            }
            let before = stage.upstream.requests.count
            for model in ["openai%2Fgpt", "local/small"] {
                let path = "/v1beta/models/\(model):countTokens"
                let other = try await send(contents, to: stage.port, path: path)
                #expect(other.headers["x-kapell-losses"] == "approximated: totalTokens")
                #expect((8...30).contains(other.json?["totalTokens"]?.intValue ?? 0), "\(other.text)")
                let strict = try await send(contents, to: stage.port, [("x-kapell-strict", "true")], path: path)
                #expect(strict.status >= 400 && ErrorShape.fault(of: strict, .gemini) == nil, "\(strict.text)")
            }
            #expect(stage.upstream.requests.count == before)
            for (body, path, status) in [
                (contents, "/v1beta/models/local/none:countTokens", 404),
                ([:], "/v1/models/local/small:countTokens", 400),
            ] as [(JSONObject, String, Int)] {
                let wrong = try await send(body, to: stage.port, path: path)
                #expect(wrong.status == status && ErrorShape.fault(of: wrong, .gemini) == nil, "\(wrong.text)")
            }
        }
    }

    @Test("Each of the two has the other's requests counted, as they would be asked")
    func across() async throws {
        let plan = FaultPlan([
            "claude": [.answer(status: 200, type: "application/json", body: #"{"input_tokens":21}"#)],
            "gemini-3-pro": [.answer(status: 200, type: "application/json", body: #"{"totalTokens":31}"#)],
        ])
        try await FaultStage.running(plan) { stage in
            let one = try await send(body("gemini/gemini-3-pro"), to: stage.port)
            #expect(one.json == ["input_tokens": 31] && one.headers["x-kapell-losses"] == nil, "\(one.text)")
            let asked = try #require(stage.upstream.requests.last?.json?["generateContentRequest"])
            #expect(asked["systemInstruction"]?["parts"]?[0]?["text"] == "Be brief.")
            let other = try await send(contents, to: stage.port, path: "/v1beta/models/anthropic/claude:countTokens")
            #expect(other.json == ["totalTokens": 21], "\(other.text)")
            let second = try #require(stage.upstream.requests.last)
            #expect(second.target == "/v1/messages/count_tokens" && second.json?["max_tokens"] == nil)
        }
    }
}
