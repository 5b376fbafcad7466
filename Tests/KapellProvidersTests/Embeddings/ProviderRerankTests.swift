import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellProviders
import Testing

@Suite("Models of providers that rank and draw")
struct ProviderRerankTests {
    private static func reranker(_ kind: ProviderKind, _ server: FaultServer, _ name: String) throws -> ProviderReranker
    {
        try ProviderReranker(try ProviderEmbeddingTests.provider(kind, server), name) { name, _ in Stage.dialect(name) }
    }

    @Test(
        "Documents come back in order of their scores, from every kind of server",
        arguments: [
            ("cohere", "rerank-v3.5", "/v2/rerank"), ("llamacpp", "m", "/v1/rerank"), ("vllm", "m", "/v1/rerank"),
            ("openai-compatible", "m", "/v1/rerank"), ("tgi", "m", "/rerank"),
            ("bedrock", "cohere.rerank-v3-5:0", "/model/cohere.rerank-v3-5%3A0/invoke"),
        ])
    func ranks(_ kind: String, _ name: String, _ path: String) async throws {
        try await ProviderEmbeddingTests.serving { server in
            let model = try Self.reranker(try .named(kind), server, name)
            let body: JSONObject = ["model": "alias", "query": "q", "documents": ["t5", "t9", "t7"], "extra": 1]
            let answer = try await model.rerank(try CohereRerank().decodeRequest(body, to: DialectTarget()))
            #expect(answer.response.results.map(\.index) == [1, 2, 0])
            #expect(answer.response.results.map(\.score) == [0.09, 0.07, 0.05])
            #expect(server.requests.map(\.target) == [path])
            #expect(
                (answer.bytes != nil) == (kind == "cohere")
                    && answer.response.searchUnits == (kind == "cohere" ? 1 : nil))
            #expect(answer.losses.map(\.field) == (kind == "tgi" ? ["extra"] : []))
            // The same behind the protocol of rerankers: a score for each text, in the texts' order.
            #expect(try await model.rerank(["t5", "t9", "t7"], for: "q").scores == [0.05, 0.09, 0.07])
        }
    }

    @Test("A long list goes to Text Embeddings Inference in pieces, and comes back as one")
    func pieces() async throws {
        try await ProviderEmbeddingTests.serving { server in
            let documents = (0..<70).map { "t\($0)" }
            let answer = try await Self.reranker(.textGenerationInference, server, "m")
                .rerank(RerankRequest(model: "m", query: "q", documents: documents))
            #expect(answer.response.results.map(\.index) == Array((0..<70).reversed()))
            #expect(server.requests.count == 3)
        }
    }

    @Test("An answer that ranks what was not sent is none; a provider that does not rank says so")
    func bad() async throws {
        let bodies = [
            #"{"results":[{"index":2,"relevance_score":1},{"index":0,"relevance_score":1}]}"#,
            #"{"results":[{"index":0,"relevance_score":1},{"index":0,"relevance_score":1}]}"#,
            #"{"results":[{"index":0,"relevance_score":1}]}"#,
        ]
        let faults = bodies.map { Fault.answer(status: 200, type: "application/json", body: $0) }
        try await Stage.withServer(.cohere, faults) { server in
            let model = try Self.reranker(.cohere, server, "m")
            for _ in faults {
                let failure = await #expect(throws: ProviderFailure.self) {
                    try await model.rerank(RerankRequest(model: "m", query: "q", documents: ["a", "b"]))
                }
                #expect(failure?.error.code == .model)
            }
            for kind: ProviderKind in [.openAI, .anthropic, .gemini, .ollama] {
                let error = #expect(throws: KapellError.self) { try Self.reranker(kind, server, "m") }
                #expect(error?.code == .unsupported)
            }
        }
    }

    private static func painter(_ kind: ProviderKind, _ server: FaultServer) throws -> ProviderImageModel {
        try ProviderImageModel(try ProviderEmbeddingTests.provider(kind, server), "m") { name, _ in Stage.dialect(name)
        }
    }

    @Test("Images pass as they come, with their usage")
    func images() async throws {
        try await ProviderEmbeddingTests.serving { server in
            let body: JSONObject = ["model": "alias", "prompt": "a cat", "odd": 1]
            let request = try OpenAIImages().decodeRequest(body, .generations)
            let answer = try await Self.painter(.openAI, server).forward(request)
            guard case .whole(let bytes, let usage) = answer.form else {
                Issue.record("a stream")
                return
            }
            #expect(try JSONValue(parsing: bytes)["data"]?[0]?["b64_json"] == "aGk=")
            #expect(usage.tokens?.outputTokens == 272 && usage.imageInputTokens == 40)
            let sent = server.requests.last
            #expect(
                sent?.json == ["model": "m", "prompt": "a cat", "odd": 1] && sent?.target == "/v1/images/generations")
            for kind: ProviderKind in [.anthropic, .gemini, .ollama, .llamaCpp, .mistral] {
                #expect(throws: KapellError.self) { try Self.painter(kind, server) }
            }
        }
    }

    @Test("A form goes on with the model's name alone replaced")
    func form() async throws {
        try await ProviderEmbeddingTests.serving { server in
            let text = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nalias\r\n--b--\r\n"
            let form = try MultipartForm(Array(text.utf8), contentType: "multipart/form-data; boundary=b")
            let request = try OpenAIImages().decodeRequest(form, .edits)
            _ = try await Self.painter(.openAI, server).forward(request)
            let sent = try #require(server.requests.last)
            #expect(String(decoding: sent.body, as: UTF8.self) == text.replacing("alias", with: "m"))
            #expect(
                sent.headers["content-type"] == "multipart/form-data; boundary=b" && sent.target == "/v1/images/edits")
        }
    }

    @Test("A stream of images passes through, and one that is cut does not look whole")
    func streams() async throws {
        try await ProviderEmbeddingTests.serving { server in
            for (prompt, isCut) in [("a cat", false), ("cut", true)] {
                let body: JSONObject = ["model": "alias", "prompt": .string(prompt), "stream": true]
                let request = try OpenAIImages().decodeRequest(body, .generations)
                guard case .stream(let stream) = try await Self.painter(.openAI, server).forward(request).form else {
                    Issue.record("no stream")
                    return
                }
                var text = ""
                var failure: ProviderFailure?
                do throws(ProviderFailure) {
                    while let bytes = try await stream.next() { text += String(decoding: bytes, as: UTF8.self) }
                } catch {
                    failure = error
                }
                #expect(text.contains("partial_image") && text.contains("completed") == !isCut)
                #expect(
                    (failure?.error.code == .model) == isCut && (stream.usage?.tokens?.outputTokens == 272) == !isCut)
                if isCut { #expect(failure?.mayHaveBeenBilled == true) }
            }
        }
    }
}
