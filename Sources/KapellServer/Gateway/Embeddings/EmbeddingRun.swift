import KapellCore
import KapellDialects
import KapellJSON
import KapellPolicy
import KapellProviders

/// One request for vectors on its way through the gateway.
struct EmbeddingRun: Sendable {
    let run: ServiceRun
    let dialect: any EmbeddingDialect
    let asked: EmbeddingRequest
    let isStrict: Bool

    /// The vectors of one batch.
    private struct Part: Sendable {
        var response: EmbeddingResponse
        var losses: [DialectLoss] = []
        var headers: [String: String] = [:]
        /// The answer as it came, where it is in the client's own dialect.
        var bytes: [UInt8]?
        /// Batches of the whole request, with this model.
        var batches = 1
    }

    /// Asks for all vectors. The first batch settles the model: the others are not asked elsewhere.
    func answer() async throws -> ServiceRun.Answer {
        let first = try await part(0, of: run.route.targets)
        var all = first.part
        for place in 1..<max(all.batches, 1) {
            let next = try await part(place, of: [first.target]).part
            all.response.vectors += next.response.vectors
            all.response.tokens = all.response.tokens.clampedAdding(next.response.tokens)
            all.headers = next.headers
        }
        let model = first.target.id
        let usage = ModelUsage(embeddingTokens: all.response.tokens)
        let outcome = ServiceRun.Outcome(model: model, usage: usage, losses: all.losses, headers: all.headers)
        let bytes: [UInt8]
        if let known = all.bytes {
            bytes = known
        } else {
            let named = first.target.backend is LocalEmbedder ? model : asked.model
            bytes = JSONValue.object(dialect.encodeResponse(all.response, to: asked, of: run.account.answer(named)))
                .serializedBytes()
        }
        run.gateway.counters.add(
            "kapell_embedding_tokens_total", [("model", model)], by: Double(all.response.tokens))
        return ServiceRun.Answer(bytes: bytes, outcome: outcome)
    }

    private func part(_ place: Int, of targets: [PolicyTarget]) async throws -> (part: Part, target: PolicyTarget) {
        let exchange = try await run.open(targets) { [asked, isStrict] attempt -> Part in
            if let local = attempt.target.backend as? LocalEmbedder {
                let losses = local.losses(of: asked)
                guard !isStrict || losses.isEmpty else { throw KapellError.losing(losses, with: local.model) }
                return Part(response: try await local.embed(asked), losses: losses)
            }
            guard let provider = attempt.target.backend as? ProviderModel else {
                throw KapellError(
                    .unsupported, "\(attempt.target.id) has no vectors.", remedy: "Name an embedding model.")
            }
            let model = try ProviderEmbeddingModel(provider.provider, provider.name, dialects: Dialects.table)
            if isStrict, place == 0 {
                let losses = try model.losses(of: asked)
                guard losses.isEmpty else { throw KapellError.losing(losses, with: model.model) }
            }
            let batches = model.batches(of: asked)
            guard batches.indices.contains(place) else {
                throw KapellError(.invalidRequest, "There is no text to embed.")
            }
            let vectors = try await attempting { () async throws(ProviderFailure) in
                try await model.send(batches[place], within: attempt.timeLeft)
            }
            return Part(
                response: vectors.response, losses: vectors.losses, headers: vectors.metadata.headers,
                bytes: vectors.bytes, batches: batches.count)
        }
        let tokens = exchange.answer.response.tokens
        exchange.finish(usage: tokens > 0 ? ModelUsage(embeddingTokens: tokens) : nil)
        return (exchange.answer, exchange.target)
    }
}

extension GatewayRoute {
    /// The route of an embedding model. Vectors of two models cannot be compared, so that an answer of another one would
    /// spoil what the client keeps: after the first model, only those of the same name are asked.
    func ofOneModel() -> GatewayRoute {
        func name(_ target: PolicyTarget) -> Substring? { target.id.split(separator: "/").last }
        var route = self
        guard let first = targets.first else { return self }
        route.targets = targets.filter { name($0) == name(first) }
        // What runs in this process needs no second attempt, and takes the time that it takes.
        if route.targets.allSatisfy({ $0.backend is LocalEmbedder }) { route.runner.retry = .none }
        return route
    }
}
