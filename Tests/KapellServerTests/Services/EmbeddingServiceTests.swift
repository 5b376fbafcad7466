import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import Testing

@Suite("Vectors of providers", .timeLimit(.minutes(10)))
struct EmbeddingServiceTests {
    /// A request for vectors as a wire has it, and the vectors of its answer.
    private static func request(_ wire: EmbeddingWire, _ model: String, _ texts: [String]) -> (String, JSONObject) {
        switch wire {
        case .openAI: ("/v1/embeddings", ["model": .string(model), "input": JSONValue(texts)])
        case .cohere:
            (
                "/v2/embed",
                [
                    "model": .string(model), "texts": JSONValue(texts), "input_type": "search_document",
                    "embedding_types": ["float"],
                ]
            )
        case .ollama: ("/api/embed", ["model": .string(model), "input": JSONValue(texts)])
        case .gemini:
            (
                "/v1beta/models/\(model):batchEmbedContents",
                ["requests": .array(texts.map { ["content": ["parts": [["text": .string($0)]]]] })]
            )
        }
    }

    private static func firsts(_ wire: EmbeddingWire, _ response: WireResponse) -> [Double] {
        let list: [JSONValue] =
            switch wire {
            case .openAI:
                (response.json?["data"]?.arrayValue ?? [])
                    .sorted { $0["index"]?.intValue ?? 0 < $1["index"]?.intValue ?? 0 }.compactMap { $0["embedding"] }
            case .cohere: response.json?["embeddings"]?["float"]?.arrayValue ?? []
            case .ollama: response.json?["embeddings"]?.arrayValue ?? []
            case .gemini: (response.json?["embeddings"]?.arrayValue ?? []).compactMap { $0["values"] }
            }
        return list.compactMap { $0[0]?.doubleValue }
    }

    private static let upstreams: [(model: String, wire: EmbeddingWire?)] = [
        ("openai/text-embedding-3-small", .openAI), ("mistral/mistral-embed", .openAI), ("tgi/bge", .openAI),
        ("gemini/gemini-embedding-001", .gemini), ("cohere/embed-v4.0", .cohere), ("ollama/nomic", .ollama),
        ("bedrock/amazon.titan-embed-text-v2:0", nil), ("bedrock/cohere.embed-v4:0", nil),
    ]

    @Test(
        "Every wire in front of every provider gives the vectors, their model and what they took",
        arguments: EmbeddingWire.allCases)
    func matrix(_ wire: EmbeddingWire) async throws {
        try await ServiceStage.running { stage in
            for (model, own) in Self.upstreams {
                let (path, body) = Self.request(wire, model, ["t4", "t7"])
                let response = try await stage.post(path, body)
                let place: Comment = "\(model) \(response.status) \(response.headers) \(response.text)"
                #expect(response.status == 200 && Self.firsts(wire, response) == [4, 7], place)
                #expect(response.headers["x-kapell-model"] == model, place)
                let losses = response.headers["x-kapell-losses"] ?? ""
                let knowsType = own == wire || own == .gemini || model.contains("cohere")
                #expect((wire == .cohere && !knowsType) == losses.contains("dropped: input_type"), place)
                let isTold = own == .cohere || model.contains("cohere.")
                #expect((wire != .cohere && isTold) == losses.contains("approximated: input_type"), place)
                let account = try #require(try await stage.account(of: response), place)
                #expect(
                    account.status == .succeeded && account.attempts.allSatisfy { $0.outcome == "succeeded" }, place)
                #expect(
                    account.cost != nil && !account.text.contains(FaultStage.key) && !account.text.contains("t4"), place
                )
                if wire == own { #expect(response.headers["x-request-id"] == "req_7", place) }
            }
        }
    }

    @Test("The receipt is the provider's own usage by the row of the table")
    func receipt() async throws {
        try await ServiceStage.running { stage in
            let (path, body) = Self.request(.openAI, "text-embedding-3-small", ["t1", "t2"])
            let response = try await stage.post(path, body)
            let cost = try JSONValue(parsing: response.headers["x-kapell-cost"] ?? "")
            #expect(cost["model"] == "openai/text-embedding-3-small" && cost["complete"] == true)
            #expect(cost["lines"]?["embedding"]?["count"] == 6 && cost["usd"] == "0.00000012")
        }
    }

    @Test("A list that is too long for the provider goes in pieces, all to one model, each with its attempt")
    func batches() async throws {
        try await ServiceStage.running { stage in
            let texts = (0..<200).map { "t\($0)" }
            let (path, body) = Self.request(.openAI, "cohere/embed-v4.0", texts)
            let response = try await stage.post(path, body)
            #expect(Self.firsts(.openAI, response) == (0..<200).map { Double($0) })
            #expect(response.json?["usage"]?["prompt_tokens"] == 600)
            let account = try #require(try await stage.account(of: response))
            #expect(account.attempts.count == 3 && account.text.contains(#""number":3"#))
            #expect(try JSONValue(parsing: response.headers["x-kapell-cost"] ?? "")["receipts"] == 3)
        }
    }

    @Test("Base64 is written where it was asked for, whatever the provider writes")
    func base64() async throws {
        try await ServiceStage.running { stage in
            var (path, body) = Self.request(.openAI, "gemini/e", ["t2"])
            body["encoding_format"] = "base64"
            let response = try await stage.post(path, body)
            #expect(response.json?["data"]?[0]?["embedding"] == "AAAAQAAAgD8=")
        }
    }

    @Test("What a wire alone knows passes on that wire, and is refused on others; strict mode refuses losses")
    func refusals() async throws {
        try await ServiceStage.running { stage in
            let tokens: JSONObject = ["model": "openai/m", "input": [[1, 2], [3, 4]]]
            #expect(try await stage.post("/v1/embeddings", tokens).status == 200)
            #expect(stage.upstream.requests.last?.json?["input"] == [[1, 2], [3, 4]])
            let count = stage.upstream.requests.count
            var other = tokens
            other["model"] = "cohere/m"
            let refused = try await stage.post("/v1/embeddings", other)
            #expect(refused.status == 400 && refused.json?["error"]?["message"]?.stringValue?.contains("texts") == true)
            let (path, body) = Self.request(.cohere, "openai/m", ["t1"])
            let strict = try await stage.post(path, body, [("x-kapell-strict", "true")])
            #expect(strict.status >= 400 && strict.json?["message"]?.stringValue?.contains("input_type") == true)
            for model in ["anthropic/claude", "local/smollm2-135m-instruct", "local/none"] {
                let (path, body) = Self.request(.openAI, model, ["t1"])
                let response = try await stage.post(path, body)
                #expect([400, 404].contains(response.status), "\(model) \(response.text)")
                #expect(response.json?["error"]?["type"] != nil)
            }
            #expect(stage.upstream.requests.count == count)
        }
    }

    @Test("A failure is tried again elsewhere for the same model alone: other vectors would not be comparable")
    func fallback() async throws {
        func alias(_ name: String, _ models: [String]) throws -> ModelAlias {
            ModelAlias(
                name: name,
                models: models.map {
                    let parts = $0.split(separator: "/", maxSplits: 1).map(String.init)
                    return ModelReference(provider: parts[0], name: parts[1])
                }, attempts: 1)
        }
        let aliases = [try alias("same", ["gone/m", "vllm/m"]), try alias("other", ["gone/m", "vllm/n"])]
        try await ServiceStage.running(aliases: aliases) { stage in
            let (path, body) = Self.request(.ollama, "same", ["t3"])
            let response = try await stage.post(path, body)
            #expect(Self.firsts(.ollama, response) == [3] && response.headers["x-kapell-model"] == "vllm/m")
            let account = try #require(try await stage.account(of: response))
            #expect(account.attempts.map(\.outcome) == ["failed", "succeeded"])
            let (_, other) = Self.request(.ollama, "other", ["t3"])
            let failed = try await stage.post(path, other)
            #expect(failed.status == 502 && failed.json?["error"]?.stringValue != nil)
            let down = try await stage.post(path, Self.request(.ollama, "vllm/down", ["t3"]).1)
            #expect(down.status == 503 && down.headers["x-should-retry"] == "false")
            #expect(try await stage.account(of: down)?.attempts.count == 3)
        }
    }
}
