import HTTPTypes
import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellLocal

/// Vectors, on the paths and in the forms of four providers.
struct EmbeddingRoutes {
    let system: KapellSystem

    /// Texts that one request may hold, as OpenAI's API allows.
    private static let mostTexts = 2048

    func add(to router: Router<KapellRequestContext>) {
        for path in ["v1/embeddings", "v2/embed", "api/embed", "api/embeddings"] {
            router.post(.init(path)) { request, context in
                guard let path = EmbeddingPath(request.uri.path) else { throw HTTPError(.notFound) }
                return try await answer(request, path, context)
            }
        }
    }

    func answer(_ request: Request, _ path: EmbeddingPath, _ context: KapellRequestContext) async throws -> Response {
        let dialect = path.dialect
        let asked = try dialect.decodeRequest(
            try await JSONBody.object(of: request), to: DialectTarget(model: path.model, streams: false))
        try Self.check(asked)
        let embedder = try embedder(asked.model)
        let recorder = RunRecorder(journal: system.journal)
        try await recorder.start(kind: "embeddings", subject: embedder.model)
        let result = try await recorder.closing {
            if let dimensions = asked.dimensions {
                let have = try await embedder.dimensions()
                guard dimensions == have else {
                    throw KapellError(
                        .unsupported, "\(embedder.model) has \(have) dimensions; \(dimensions) were asked for.",
                        remedy: "Leave `dimensions` out.")
                }
            }
            let result = try await context.whileClientWaits { try await embedder.embed(asked.texts) }
            return (result, .succeeded, ModelUsage(embeddingTokens: result.tokens))
        }
        system.counters.add("kapell_embedding_tokens_total", [("model", embedder.model)], by: Double(result.tokens))
        let answer = DialectAnswer(
            id: recorder.id.description, model: embedder.model, created: recorder.id.milliseconds / 1000)
        let response = EmbeddingResponse(vectors: result.vectors, tokens: result.tokens, model: embedder.model)
        let lost = asked.losses + asked.unknown.keys.map { DialectLoss(.dropped, $0) }
        var answered = Response.json(dialect.encodeResponse(response, to: asked, of: answer))
        let headers = GatewayHeaders(run: recorder.id.description, model: embedder.model, losses: lost)
        for field in HTTPFields(headers.fields) { answered.headers[field.name] = field.value }
        return answered
    }

    private static func check(_ asked: EmbeddingRequest) throws(KapellError) {
        guard asked.texts.count <= mostTexts else {
            throw KapellError(
                .tooLarge, "The `input` holds \(asked.texts.count) texts; the limit is \(mostTexts).",
                remedy: "Send several requests.")
        }
        guard let empty = asked.texts.firstIndex(of: "") else { return }
        throw KapellError(.invalidRequest, "`input[\(empty)]` must be a text that is not empty.")
    }

    private func embedder(_ name: String) throws(KapellError) -> any EmbeddingBackend {
        let own = system.embedder
        guard name == own.model || name == own.model.split(separator: "/").last.map(String.init) else {
            throw KapellError(
                .notFound, "There is no embedding model \(name.prefix(100)).",
                remedy: "There is \(own.model); GET /v1/models lists all.")
        }
        return own
    }
}
