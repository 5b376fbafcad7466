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
        let wire = path.dialectName
        let route = try system.gateway.directory.route(
            asked.model, from: wire, among: Self.local(asked.model, system))
        let run = ServiceRun(system.gateway, route.ofOneModel(), wire: wire)
        try await run.begin(kind: "embeddings", ["texts": .integer(Int64(asked.texts.count))])
        let work = EmbeddingRun(
            run: run, dialect: dialect, asked: asked, isStrict: route.isStrict || ServiceRun.isStrict(request))
        return await run.response(for: context) { try await work.answer() }
    }

    /// The models of this process that a name may mean.
    private static func local(_ name: String, _ system: KapellSystem) throws(KapellError) -> [any ModelBackend] {
        let own = LocalEmbedder(embedder: system.embedder)
        // A path would let a client have any file opened.
        guard name != own.model, name.hasPrefix("local/"), !name.lowercased().hasSuffix(".gguf"),
            system.pool.isThere(name)
        else { return [own] }
        try system.pool.requireVectors(name)
        return [own, LocalEmbedder(embedder: try system.pool.embedder(name))]
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
}
