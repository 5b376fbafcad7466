import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import Testing

/// What a provider says when it refuses, and where a request goes then.
@Suite("Refusals of providers, in front of clients", .timeLimit(.minutes(10)))
struct ProviderWordsTests {
    private static let body =
        #"{"error":{"message":"too long","type":"invalid_request_error","param":"messages","code":"string_above_max_length"}}"#
    private static let window =
        #"{"error":{"message":"8192 tokens at most","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#

    private func fault(_ status: Int, _ body: String) -> Fault {
        .answer(status: status, type: "application/json", body: body)
    }

    @Test("A client of the provider's own dialect gets its words; another gets them in its dialect; a key's never")
    func words() async throws {
        let plan = FaultPlan([
            "long": [fault(400, Self.body)], "key": [fault(401, #"{"error":{"message":"Bad key","code":"key_x"}}"#)],
        ])
        try await FaultStage.running(plan) { stage in
            func send(_ dialect: DialectName, _ model: String, streams: Bool) async throws -> WireResponse {
                let request = ClientRequest(dialect: dialect, model: model, streams: streams)
                return try #require(try await request.send(to: stage.port))
            }
            for streams in [false, true] {
                let same = try await send(.openAIChat, "openai/long", streams: streams)
                #expect(same.status == 400 && same.text == Self.body)
                #expect(same.headers["x-kapell-run"] != nil && same.headers["x-should-retry"] == "false")
                let other = try await send(.anthropic, "openai/long", streams: streams)
                #expect(other.status == 400 && ErrorShape.fault(of: other, .anthropic) == nil)
                #expect(other.text.contains("too long") && !other.text.contains("string_above_max_length"))
                let key = try await send(.openAIChat, "openai/key", streams: streams)
                #expect(!key.text.contains("key_x") && ErrorShape.fault(of: key, .openAIChat) == nil)
            }
        }
    }

    @Test("A window that is too small has the dialect's own mark, whatever words the provider has for it")
    func mark() async throws {
        let words =
            #"{"error":{"code":400,"message":"request (60 tokens) exceeds the available context size (20 tokens)","type":"exceed_context_size_error","n_ctx":20}}"#
        let claude =
            #"{"type":"error","error":{"type":"invalid_request_error","message":"request (60 tokens) exceeds the available context size (20 tokens)"}}"#
        let official =
            #"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 60 tokens > 20 maximum"}}"#
        let plan = FaultPlan([
            "own": [fault(400, words)], "same": [fault(400, Self.window)], "claude": [fault(400, claude)],
            "official": [fault(400, official)],
        ])
        try await FaultStage.running(plan) { stage in
            func send(_ dialect: DialectName, _ model: String) async throws -> WireResponse {
                let request = ClientRequest(dialect: dialect, model: model, streams: false)
                return try #require(try await request.send(to: stage.port))
            }
            for dialect in [DialectName.openAIChat, .openAIResponses] {
                let own = try await send(dialect, "openai/own")
                #expect(own.status == 400 && own.json?["error"]?["code"] == "context_length_exceeded", "\(own.text)")
                #expect(own.text.contains("60 tokens"))
                #expect(try await send(dialect, "openai/same").text == Self.window)
            }
            let message = try await send(.anthropic, "anthropic/claude").json?["error"]?["message"]?.stringValue
            #expect(message?.contains("prompt is too long") == true && message?.contains("60 tokens") == true)
            #expect(try await send(.anthropic, "anthropic/official").text == official)
        }
    }

    @Test("A request that is too long for one model goes to the next, whose window is not known")
    func window() async throws {
        let plan = FaultPlan(["small": [fault(400, Self.window)]])
        let alias = ModelAlias(
            name: "either", models: ["small", "large"].map { ModelReference(provider: "openai", name: $0) })
        try await FaultStage.running(plan, aliases: [alias]) { stage in
            for streams in [false, true] {
                let request = ClientRequest(dialect: .openAIChat, model: "either", streams: streams)
                let response = try #require(try await request.send(to: stage.port))
                #expect(response.status == 200 && response.headers["x-kapell-model"] == "openai/large")
            }
        }
    }
}
