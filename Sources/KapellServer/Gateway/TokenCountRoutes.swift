import HTTPTypes
import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellPolicy
import KapellProviders

/// How many tokens a request of Anthropic's clients would have. Providers that speak their dialect count it; for any other
/// model it is an estimate, which the answer's header says.
struct TokenCountRoutes {
    let gateway: Gateway

    /// Bytes that a request may hold; images are part of it.
    private static let bodyLimit = 32_000_000

    private struct Count: Sendable {
        var bytes: [UInt8]
        var losses: [DialectLoss] = []
    }

    func add(to router: Router<KapellRequestContext>) {
        router.post("v1/messages/count_tokens") { request, context in try await answer(request, context) }
    }

    private func answer(_ request: Request, _ context: KapellRequestContext) async throws -> Response {
        let sent = try await JSONBody.object(of: request, limit: Self.bodyLimit)
        var whole = sent
        // What is counted has no answer, and so no limit on it.
        if whole["max_tokens"] == nil { whole["max_tokens"] = 1 }
        var headers: [String: String] = [:]
        for name in ["anthropic-version", "anthropic-beta"] {
            headers[name] = HTTPField.Name(name).flatMap { request.headers[$0] }
        }
        var asked = try AnthropicDialect().decodeRequest(whole, to: DialectTarget(headers: headers))
        asked.body = sent
        let route = try gateway.directory.route(asked.model, from: .anthropic)
        let isStrict = route.isStrict || ServiceRun.isStrict(request)
        let run = ServiceRun(gateway, route, wire: .anthropic)
        try await run.begin(kind: "count", ["messages": .integer(Int64(asked.request.messages.count))])
        return await run.response(for: context) { [asked] in
            let exchange = try await run.open(route.targets) { attempt in
                try await Self.count(asked, attempt, isStrict: isStrict)
            }
            exchange.finish()
            var outcome = ServiceRun.Outcome(model: exchange.target.id, losses: exchange.answer.losses)
            // Counting is free.
            outcome.billed = BilledUsage()
            return ServiceRun.Answer(bytes: exchange.answer.bytes, outcome: outcome)
        }
    }

    private static func count(
        _ asked: DialectRequest, _ attempt: PolicyAttempt, isStrict: Bool
    ) async throws -> Count {
        let backend = attempt.target.backend
        if let provider = backend as? ProviderModel, provider.dialect.name == .anthropic {
            return try await attempting { () async throws(ProviderFailure) in
                Count(bytes: try await provider.counted(asked, within: attempt.timeLeft))
            }
        }
        let losses = [DialectLoss(.approximated, "input_tokens")]
        if isStrict { throw KapellError.losing(losses, with: backend.model) }
        let tokens = await estimate(asked.request, backend)
        let body: JSONObject = ["input_tokens": .integer(Int64(tokens))]
        return Count(bytes: JSONValue.object(body).serializedBytes(), losses: losses)
    }

    /// Tokens around each message, of Anthropic's models, by and large.
    private static let frame = 4
    /// Tokens of an image, likewise.
    private static let image = 1_500

    private static func estimate(_ request: ModelRequest, _ backend: any ModelBackend) async -> Int {
        var texts: [String] = []
        var more = 0
        for tool in request.tools { texts += [tool.name, tool.description, tool.parameters.serialized()] }
        if let schema = request.responseSchema { texts.append(schema.schema.serialized()) }
        for message in request.messages {
            texts.append(message.content)
            for call in message.toolCalls { texts += [call.name, call.arguments] }
            more += frame + message.attachments.count * image
        }
        let text = texts.joined(separator: "\n")
        // A provider's own count of a text is better than a guess; without it there is the guess.
        let counted = try? await backend.countTokens(text)
        return (counted ?? TokenEstimate.tokens(in: text)) + more
    }
}
