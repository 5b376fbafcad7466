import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import KapellTesting
import Testing

/// Anthropic's clients ask how many tokens a request has: its providers know, others are guessed for, which is said.
@Suite("Counts of tokens", .timeLimit(.minutes(2))) struct TokenCountTests {
    private func send(_ body: JSONObject, to port: Int, _ fields: [(String, String)] = []) async throws -> WireResponse
    {
        let bytes = JSONValue.object(body).serializedBytes()
        var head = "POST /v1/messages/count_tokens HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\n"
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
}
