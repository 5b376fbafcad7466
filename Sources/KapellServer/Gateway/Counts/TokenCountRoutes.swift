import HTTPTypes
import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellPolicy
import KapellProviders

/// How many tokens a request of Anthropic's and Gemini's clients would have. The providers of both count requests, those
/// of other dialects, too; for any other model it is an estimate, which the answer's header says.
struct TokenCountRoutes {
    let gateway: Gateway

    /// Bytes that a request may hold; images are part of it.
    private static let bodyLimit = 32_000_000

    private struct Count: Sendable {
        var bytes: [UInt8]
        var losses: [DialectLoss] = []
    }

    func add(to router: Router<KapellRequestContext>) {
        router.post("v1/messages/count_tokens") { request, context in
            try await answer(request, TokenCountPath(wire: .anthropic), context)
        }
    }

    func answer(
        _ request: Request, _ path: TokenCountPath, _ context: KapellRequestContext
    ) async throws -> Response {
        let dialect = Dialects.named(path.wire)
        let sent = try await JSONBody.object(of: request, limit: Self.bodyLimit)
        var headers: [String: String] = [:]
        for name in ["anthropic-version", "anthropic-beta"] {
            headers[name] = HTTPField.Name(name).flatMap { request.headers[$0] }
        }
        var asked = try dialect.decodeRequest(
            Self.whole(sent, path.wire), to: DialectTarget(model: path.model, headers: headers))
        asked.body = sent
        let route = try gateway.directory.route(asked.model, from: path.wire)
        let isStrict = route.isStrict || ServiceRun.isStrict(request)
        let run = ServiceRun(gateway, route, wire: path.wire)
        try await run.begin(kind: "count", ["messages": .integer(Int64(asked.request.messages.count))])
        return await run.response(for: context) { [asked] in
            let exchange = try await run.open(route.targets) { attempt in
                try await Self.count(asked, attempt, for: dialect, isStrict: isStrict)
            }
            exchange.finish()
            var outcome = ServiceRun.Outcome(model: exchange.target.id, losses: exchange.answer.losses)
            // Counting is free.
            outcome.billed = BilledUsage()
            return ServiceRun.Answer(bytes: exchange.answer.bytes, outcome: outcome)
        }
    }

    /// The request for an answer that is counted.
    private static func whole(_ sent: JSONObject, _ wire: DialectName) -> JSONObject {
        guard wire == .anthropic else { return sent["generateContentRequest"]?.objectValue ?? sent }
        var whole = sent
        // What is counted has no answer, and so no limit on it.
        if whole["max_tokens"] == nil { whole["max_tokens"] = 1 }
        return whole
    }

    private static func count(
        _ asked: DialectRequest, _ attempt: PolicyAttempt, for dialect: any Dialect, isStrict: Bool
    ) async throws -> Count {
        let backend = attempt.target.backend
        var losses = asked.losses
        if let provider = backend as? ProviderModel {
            let count = try await attempting { () async throws(ProviderFailure) in
                try await provider.counted(asked, within: attempt.timeLeft)
            }
            if let count {
                if let bytes = count.bytes { return Count(bytes: bytes) }
                losses += count.losses.filter { !losses.contains($0) }
                if isStrict, !losses.isEmpty { throw KapellError.losing(losses, with: backend.model) }
                return Count(
                    bytes: JSONValue.object(dialect.encodeCount(count.tokens)).serializedBytes(), losses: losses)
            }
        }
        losses.append(DialectLoss(.approximated, dialect.name == .gemini ? "totalTokens" : "input_tokens"))
        if isStrict { throw KapellError.losing(losses, with: backend.model) }
        let tokens = await estimate(asked.request, backend)
        return Count(bytes: JSONValue.object(dialect.encodeCount(tokens)).serializedBytes(), losses: losses)
    }

    /// Tokens around each message, of Anthropic's models, by and large.
    private static let frame = 4
    /// Tokens of an image, likewise.
    private static let image = 1_500
    /// Bytes of a longer text are counted by and large: chats of a local model would wait for it.
    private static let exact = 1 << 20

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
        let counted = text.utf8.count <= exact ? try? await backend.countTokens(text) : nil
        return (counted ?? TokenEstimate.tokens(in: text)) + more
    }
}
