import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import Testing

/// Requests of responses that build on what a provider keeps.
@Suite("Responses that build on earlier ones", .timeLimit(.minutes(10))) struct ResponsesHomeTests {
    private static func whole(_ id: String) -> String {
        #"{"id":"\#(id)","object":"response","status":"completed","store":true,"output":[{"type":"message","id":"msg_1","#
            + #""role":"assistant","status":"completed","content":[{"type":"output_text","text":"Hi","annotations":[]}]}],"#
            + #""usage":{"input_tokens":11,"output_tokens":7,"total_tokens":18}}"#
    }

    private static func refusal(_ message: String) -> Fault {
        .answer(
            status: 400, type: "application/json",
            body: #"{"error":{"message":"\#(message)","type":"invalid_request_error","param":"input","code":null}}"#)
    }

    private static func answer(_ id: String) -> Fault {
        .answer(status: 200, type: "application/json", body: whole(id))
    }

    /// Two providers with OpenAI's API, of which each has its own responses.
    private static func second(_ port: Int) -> [ProviderSetting] {
        [
            ProviderSetting(
                name: "second", kind: "openai", url: "http://127.0.0.1:\(port)/v1", key: FaultStage.key,
                isPrivate: true)
        ]
    }

    private static func alias(_ name: String, _ models: [(String, String)], continues: Bool = false) -> ModelAlias {
        var alias = ModelAlias(
            name: name, models: models.map { ModelReference(provider: $0.0, name: $0.1) }, attempts: 1)
        alias.continuesCut = continues
        return alias
    }

    private func ask(
        _ stage: FaultStage, _ model: String, streams: Bool = false, _ extra: JSONObject = [:]
    ) async throws -> WireResponse {
        let request = ClientRequest(dialect: .openAIResponses, model: model, streams: streams, extra: extra)
        return try #require(try await request.send(to: stage.port))
    }

    @Test("Each goes to the provider that has the earlier one, also past one that would be asked first")
    func homes() async throws {
        let plan = FaultPlan([
            "first-model": [.status(503), Self.answer("resp_first"), .status(503)],
            "second-model": [Self.answer("resp_second")],
        ])
        let aliases = [Self.alias("either", [("openai", "first-model"), ("second", "second-model")])]
        try await FaultStage.running(plan, aliases: aliases, more: Self.second) { stage in
            #expect(try await ask(stage, "either").headers["x-kapell-model"] == "second/second-model")
            let next = try await ask(stage, "either", ["previous_response_id": "resp_second"])
            #expect(next.headers["x-kapell-model"] == "second/second-model", "\(next.text)")
            #expect(plan.requests(of: "first-model") == 1)
            let fresh = try await ask(stage, "either")
            #expect(fresh.headers["x-kapell-model"] == "openai/first-model")
            // Where its provider is down, another one would only say that it does not know it.
            let down = try await ask(stage, "either", ["previous_response_id": "resp_first"])
            #expect(down.status == 503, "\(down.text)")
            #expect(plan.requests(of: "second-model") == 2)
        }
    }

    @Test("A client that got an answer under another name builds on it by that name")
    func renamed() async throws {
        let done = #"data: {"type":"response.completed","response":\#(Self.whole("resp_real"))}"# + "\n\n"
        let plan = FaultPlan([
            "model": [.answer(status: 200, type: "text/event-stream", body: done), Self.answer("resp_next")],
            "plain": [Self.answer("resp_whole")],
        ])
        let aliases = [Self.alias("goes-on", [("openai", "model"), ("second", "model")], continues: true)]
        try await FaultStage.running(plan, aliases: aliases, more: Self.second) { stage in
            // A stream that is translated, and a whole answer that is written as a stream.
            for (model, real) in [("goes-on", "resp_real"), ("openai/plain", "resp_whole")] {
                let first = try await ask(stage, model, streams: true)
                let text = try #require(first.text.split(separator: #""id":"resp_"#).dropFirst().first)
                let name = "resp_" + text.prefix { $0 != "\"" }
                #expect(name != real)
                _ = try await ask(stage, model, ["previous_response_id": .string(name)])
                #expect(stage.upstream.requests.last?.json?["previous_response_id"]?.stringValue == real)
            }
        }
    }

    @Test("Items that OpenAI does not take are sent once more without what it names, and the header says so")
    func mended() async throws {
        let orphan = "Item 'fc_1' of type 'function_call' was provided without its required 'reasoning' item: 'rs_1'."
        let lost = "Item with id 'rs_2' not found. Items are not persisted when `store` is set to false."
        let plan = FaultPlan([
            "model": [Self.refusal(lost), Self.refusal(orphan), Self.answer("resp_1")],
            "strict": [Self.refusal(orphan)],
            "never": [
                Self.refusal("Item 'fc_1' of type 'function_call' was provided without its required 'reasoning' item")
            ],
        ])
        let input = try JSONValue(
            parsing: """
                [{"role":"user","content":"Q"},{"type":"function_call","id":"fc_1","call_id":"call_1","name":"f",\
                "arguments":"{}"},{"type":"function_call_output","call_id":"call_1","output":"ok"},\
                {"type":"reasoning","id":"rs_2","summary":[]},{"role":"user","content":"And?"}]
                """)
        try await FaultStage.running(plan) { stage in
            let answer = try await ask(stage, "openai/model", ["input": input])
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.headers["x-kapell-losses"] == "dropped: input[3], approximated: input[1].id")
            let sent = try #require(stage.upstream.requests.last?.json?["input"]?.arrayValue)
            #expect(sent.count == 4 && sent[1]["id"] == nil && sent[1]["call_id"] == "call_1")
            let request = ClientRequest(
                dialect: .openAIResponses, model: "openai/strict", streams: false, extra: ["input": input])
            let strict = try await request.send(to: stage.port, headers: [("x-kapell-strict", "true")])
            #expect(strict?.status == 400 && plan.requests(of: "strict") == 1)
            // One that is refused again and again ends, in the provider's own words.
            let never = try await ask(stage, "openai/never", ["input": input])
            #expect(never.status == 400 && never.text.contains("fc_1") && plan.requests(of: "never") == 2)
        }
    }
}
