import Hummingbird
import KapellCore
import KapellJSON
import KapellLocal

/// `/v1/embeddings`, as numbers or as base64 of little-endian 32-bit floats.
struct EmbeddingRoutes {
    let system: KapellSystem

    /// Texts that one request may hold, as OpenAI's API allows.
    private static let maximumTexts = 2048

    func add(to router: Router<KapellRequestContext>) {
        router.post("v1/embeddings") { request, context in
            try await embed(try await JSONBody.object(of: request), context)
        }
    }

    private func embed(_ body: JSONObject, _ context: KapellRequestContext) async throws -> Response {
        let embedder = system.embedder
        let name = try body.required("model")
        guard name == embedder.model || name == embedder.model.split(separator: "/").last.map(String.init) else {
            throw KapellError(
                .notFound, "There is no embedding model \(name.prefix(100)).",
                remedy: "There is \(embedder.model); GET /v1/models lists all.")
        }
        let texts = try texts(body["input"])
        let isBase64 = try isBase64(body["encoding_format"])
        let asked = try body.whole("dimensions", in: 1...65_536)
        let recorder = RunRecorder(journal: system.journal)
        try await recorder.start(kind: "embeddings", subject: embedder.model)
        let result = try await recorder.closing {
            if let asked {
                let have = try await embedder.dimensions()
                guard asked == have else {
                    throw KapellError(
                        .unsupported, "\(embedder.model) has \(have) dimensions; \(asked) were asked for.",
                        remedy: "Leave `dimensions` out.")
                }
            }
            let result = try await context.whileClientWaits { try await embedder.embed(texts) }
            return (result, .succeeded, ModelUsage(embeddingTokens: result.tokens))
        }
        system.counters.add("kapell_embedding_tokens_total", [("model", embedder.model)], by: Double(result.tokens))
        let data = result.vectors.enumerated().map { index, vector -> JSONValue in
            [
                "object": "embedding", "index": .integer(Int64(index)),
                "embedding": isBase64
                    ? .string(Base64.encode(floats: vector)) : .array(vector.map { .number(Double($0)) }),
            ]
        }
        return Response.json([
            "object": "list", "data": .array(data), "model": .string(embedder.model),
            "usage": [
                "prompt_tokens": .integer(Int64(result.tokens)), "total_tokens": .integer(Int64(result.tokens)),
            ],
        ])
    }

    private func texts(_ input: JSONValue?) throws -> [String] {
        switch input {
        case .string(let text) where !text.isEmpty: return [text]
        case .array(let values) where !values.isEmpty:
            guard values.count <= Self.maximumTexts else {
                throw KapellError(
                    .tooLarge, "`input` holds \(values.count) texts; the limit is \(Self.maximumTexts).",
                    remedy: "Send several requests.")
            }
            return try values.enumerated().map { index, value in
                guard let text = value.stringValue, !text.isEmpty else {
                    throw KapellError(
                        .invalidRequest, "`input[\(index)]` must be a text that is not empty.",
                        remedy: "Lists of token numbers are not taken; send the text.")
                }
                return text
            }
        default:
            throw KapellError(
                .invalidRequest, "`input` must be a text, or a list of texts, and must not be empty.")
        }
    }

    private func isBase64(_ format: JSONValue?) throws -> Bool {
        switch format {
        case nil, .null, "float": return false
        case "base64": return true
        default: throw KapellError(.invalidRequest, "`encoding_format` must be \"float\" or \"base64\".")
        }
    }
}
