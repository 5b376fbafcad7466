import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellProviders
import Testing

@Suite("Embedding models of providers")
struct ProviderEmbeddingTests {
    static func provider(_ kind: ProviderKind, _ server: FaultServer, timeouts: ProviderTimeouts = Stage.patient) throws
        -> Provider
    {
        var options = ProviderOptions()
        let path = kind.dialect == .openAIChat && kind.name != "azure" && kind.name != "tgi" ? "/v1" : ""
        options.baseURL = "http://127.0.0.1:\(server.port)\(path)"
        options.credentials = .bearer(try Secret("sk-test-secret-4711"))
        options.region = "eu-central-1"
        options.allowsPrivateAddresses = true
        options.timeouts = timeouts
        return try Provider(kind, name: "test", options: options)
    }

    static func model(
        _ kind: ProviderKind, _ server: FaultServer, _ name: String = "m", timeouts: ProviderTimeouts = Stage.patient
    ) throws -> ProviderEmbeddingModel {
        try ProviderEmbeddingModel(try provider(kind, server, timeouts: timeouts), name) { name, _ in
            Stage.dialect(name)
        }
    }

    static func serving<Value>(
        _ body: (FaultServer) async throws -> Value
    ) async throws -> Value {
        let server = try await FaultServer.start { _, request in
            request.map { ServiceBodies.reply($0) } ?? FaultReply([])
        }
        return try await Stage.stopping(server, after: body)
    }

    private static func texts(_ count: Int) -> [String] { (0..<count).map { "t\($0)" } }

    /// How a kind is asked: with which path, and in pieces of how many texts.
    private struct Row: Sendable, CustomTestStringConvertible {
        var kind: ProviderKind
        var model = "m"
        var path: String
        var most: Int?
        var testDescription: String { "\(kind.name) \(model)" }
    }

    private static let rows: [Row] = [
        Row(kind: .openAI, path: "/v1/embeddings", most: 2_048),
        Row(kind: .azure, path: "/openai/v1/embeddings", most: 2_048),
        Row(kind: .mistral, path: "/v1/embeddings", most: 256),
        Row(kind: .together, path: "/v1/embeddings"), Row(kind: .vLLM, path: "/v1/embeddings"),
        Row(kind: .openAICompatible, path: "/v1/embeddings"),
        Row(kind: .textGenerationInference, path: "/v1/embeddings", most: 32),
        Row(kind: .gemini, path: "/v1beta/models/m:batchEmbedContents", most: 100),
        Row(kind: .cohere, path: "/v2/embed", most: 96), Row(kind: .ollama, path: "/api/embed"),
        Row(
            kind: .bedrock, model: "cohere.embed-v4:0", path: "/model/cohere.embed-v4%3A0/invoke", most: 96),
        Row(
            kind: .bedrock, model: "amazon.titan-embed-text-v2:0",
            path: "/model/amazon.titan-embed-text-v2%3A0/invoke", most: 1),
    ]

    @Test("Vectors come back in the order of the texts, however many requests that takes", arguments: rows)
    private func batches(_ row: Row) async throws {
        let count = (row.most ?? 200) < 2_048 ? (row.most ?? 200) * 2 + 1 : 2_049
        try await Self.serving { server in
            let model = try Self.model(row.kind, server, row.model)
            let request = EmbeddingRequest(wire: .openAI, model: "alias", texts: Self.texts(count))
            let answer = try await model.embed(request)
            #expect(answer.response.vectors.map { $0[0] } == (0..<count).map { Float($0) })
            #expect(answer.response.tokens == 3 * count && model.model == "test/\(row.model)")
            let received = server.requests
            #expect(received.count == row.most.map { (count + $0 - 1) / $0 } ?? 1)
            #expect(received.allSatisfy { $0.target == row.path }, "\(received.map(\.target))")
            #expect(received.allSatisfy { $0.headers.values.contains { $0.contains("sk-test-secret-4711") } })
        }
    }

    @Test("A request on the provider's own wire goes on as it came, but for the model's name")
    func forward() async throws {
        try await Self.serving { server in
            let body: JSONObject = [
                "model": "alias", "input": ["t4"], "user": "u", "odd": 1, "encoding_format": "base64",
            ]
            let request = try OpenAIEmbeddings().decodeRequest(body, to: DialectTarget())
            let model = try Self.model(.openAI, server, "text-embedding-3-small")
            #expect(model.canForward(request) && model.batches(of: request) == [request])
            let answer = try await model.send(request)
            var expected = body
            expected["model"] = "text-embedding-3-small"
            #expect(server.requests.last?.json == .object(expected))
            #expect(answer.bytes != nil && answer.losses.isEmpty && answer.response.vectors == [[4, 1]])
            #expect(answer.metadata.requestID == "req_7")
            // Tokens in the place of a text: no other wire could take them.
            let tokens = try OpenAIEmbeddings().decodeRequest(
                ["model": "m", "input": [[1, 2], [3]]], to: DialectTarget())
            #expect(try await model.send(tokens).response.tokens == 6)
            let gemini = try Self.model(.gemini, server)
            let refused = await #expect(throws: ProviderFailure.self) { try await gemini.send(tokens) }
            #expect(refused?.error.code == .unsupported && refused?.reachedProvider == false)
        }
    }

    @Test("What a provider calls otherwise, or does not know, is said")
    func losses() async throws {
        try await Self.serving { server in
            var request = EmbeddingRequest(wire: .cohere, model: "alias", texts: ["t1"])
            request.dimensions = 8
            request.inputType = .query
            let mistral = try Self.model(.mistral, server)
            #expect(try mistral.losses(of: request).map(\.description) == ["dropped: input_type"])
            #expect(try await mistral.send(request).losses.map(\.field) == ["input_type"])
            #expect(server.requests.last?.json?["output_dimension"] == 8)
            #expect(server.requests.last?.json?["dimensions"] == nil)
            #expect(try Self.model(.gemini, server).losses(of: request).isEmpty)
        }
    }

    @Test("OpenAI's limit on tokens cuts batches, too")
    func tokens() async throws {
        try await Self.serving { server in
            let long = String(repeating: "word ", count: 30_000)
            let request = EmbeddingRequest(wire: .cohere, model: "m", texts: Array(repeating: long, count: 20))
            let batches = try Self.model(.openAI, server).batches(of: request)
            #expect(batches.count > 1 && batches.flatMap(\.texts) == request.texts)
            #expect(batches.allSatisfy { $0.texts.reduce(0) { $0 + TokenEstimate.tokens(in: $1) } <= 240_000 })
        }
    }

    @Test(
        "A provider without embedding models says so",
        arguments: ["anthropic", "groq", "deepseek", "xai", "huggingface"])
    func none(_ kind: String) async throws {
        try await Self.serving { server in
            let error = #expect(throws: KapellError.self) { try Self.model(try .named(kind), server) }
            #expect(error?.code == .unsupported && error?.message.contains("test") == true)
        }
    }

    @Test(
        "Failures are those of chats: what is retried, and what may be billed",
        arguments: [
            (Fault.status(503), KapellError.Code.overloaded, true, false),
            (.rateLimit(seconds: 3), .limitExceeded, true, false),
            (.status(401), .authentication, false, false), (.htmlPage, .unavailable, true, false),
            (.resetBeforeHeaders, .network, true, true), (.silenceBeforeHeaders, .timeout, true, true),
            (.truncatedJSON, .model, true, true),
            (.redirect(to: "https://example.com/"), .configuration, false, false),
        ] as [(Fault, KapellError.Code, Bool, Bool)])
    func faults(_ fault: Fault, _ code: KapellError.Code, _ retries: Bool, _ billed: Bool) async throws {
        try await Stage.withServer(.openAIChat, [fault]) { server in
            var timeouts = Stage.patient
            if fault == .silenceBeforeHeaders { timeouts.total = .milliseconds(300) }
            let model = try Self.model(.openAI, server, timeouts: timeouts)
            let request = EmbeddingRequest(wire: .cohere, model: "m", texts: ["a"])
            let failure = await #expect(throws: ProviderFailure.self) { try await model.send(request) }
            #expect(
                failure?.error.code == code && failure?.error.isRetryable == retries, "\(String(describing: failure))")
            #expect(failure?.mayHaveBeenBilled == billed)
            #expect(failure?.description.contains("4711") == false)
            if fault == .rateLimit(seconds: 3) { #expect(failure?.error.retryAfter == .seconds(3)) }
        }
    }

    @Test("An answer with too few vectors is none")
    func few() async throws {
        let body = #"{"data":[{"index":0,"embedding":[1]}]}"#
        try await Stage.withServer(.openAIChat, [.answer(status: 200, type: "application/json", body: body)]) {
            server in
            let model = try Self.model(.openAI, server)
            for request in [
                EmbeddingRequest(wire: .cohere, model: "m", texts: ["a", "b"]),
                try OpenAIEmbeddings().decodeRequest(["model": "m", "input": ["a", "b"]], to: DialectTarget()),
            ] {
                let failure = await #expect(throws: ProviderFailure.self) { try await model.send(request) }
                #expect(failure?.error.code == .model)
            }
        }
    }
}
