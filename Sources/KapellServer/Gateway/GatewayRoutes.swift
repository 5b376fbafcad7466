import HTTPTypes
import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON

/// The chats of all dialects, each on its own provider's paths.
struct GatewayRoutes {
    let gateway: Gateway
    /// Some of Gemini's paths for vectors differ from those for chats in their last word alone.
    let embeddings: EmbeddingRoutes
    /// Likewise.
    let counts: TokenCountRoutes
    let limits: ClientLimits

    /// Bytes that a request may hold; images are part of it.
    private static let bodyLimit = 32_000_000
    /// Header fields that dialects give a meaning.
    private static let meaningful = ["anthropic-version", "anthropic-beta"]

    func add(to router: Router<KapellRequestContext>) {
        for path in [
            "v1/chat/completions", "v1/responses", "v1/messages", "v1/models/**", "v1beta/models/**", "model/**",
            "v2/chat", "api/chat", "api/generate",
        ] {
            router.post(.init(path)) { request, context in try await answer(request, context) }
        }
    }

    /// What the path or its query says beside the dialect: Ollama's two paths differ in their answers alone, and Gemini
    /// streams server-sent events only where `alt=sse` asks for them.
    private static func dialect(of request: Request, _ path: GatewayPath) -> any Dialect {
        switch path.dialect {
        case .ollama where request.uri.path.hasSuffix("generate"): return OllamaDialect(route: .generate)
        case .gemini:
            let query = request.uri.queryParameters
            let form = (query["alt"] ?? query["$alt"]).map(String.init)
            return GeminiDialect(streamForm: form == "sse" ? .events : .array)
        default: return Dialects.named(path.dialect)
        }
    }

    private func answer(_ request: Request, _ context: KapellRequestContext) async throws -> Response {
        guard let path = GatewayPath(request.uri.path) else {
            if let path = EmbeddingPath(request.uri.path) { return try await embeddings.answer(request, path, context) }
            if let path = TokenCountPath(request.uri.path) { return try await counts.answer(request, path, context) }
            throw HTTPError(.notFound)
        }
        let dialect = Self.dialect(of: request, path)
        let body: JSONObject
        do {
            body = try await JSONBody.object(of: request, limit: Self.bodyLimit, within: limits.body)
        } catch let error as SlowBody {
            context.closeSoon()
            throw error.error
        }
        var headers: [String: String] = [:]
        for name in Self.meaningful { headers[name] = HTTPField.Name(name).flatMap { request.headers[$0] } }
        let target = DialectTarget(model: path.model, streams: path.streams, headers: headers)
        let chat = try dialect.decodeRequest(body, to: target)
        try ImageCheck.check(chat.request, limit: limits.image)
        let isStrict = HTTPField.Name("x-kapell-strict").flatMap { request.headers[$0] } == "true"
        if let several = try ChoiceRun(gateway, chat, isStrict: isStrict) {
            return try await several.response(for: context)
        }
        return try await GatewayRun(gateway, dialect, chat, isStrict: isStrict).response(for: context)
    }
}
