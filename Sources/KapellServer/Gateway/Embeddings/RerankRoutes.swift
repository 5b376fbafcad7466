import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellPolicy
import KapellProviders

/// Documents ranked by a question, on Cohere's path.
struct RerankRoutes {
    let gateway: Gateway

    func add(to router: Router<KapellRequestContext>) {
        router.post("v2/rerank") { request, context in try await answer(request, context) }
    }

    private func answer(_ request: Request, _ context: KapellRequestContext) async throws -> Response {
        let wire = CohereRerank()
        let asked = try wire.decodeRequest(try await JSONBody.object(of: request), to: DialectTarget())
        let route = try gateway.directory.route(asked.model, from: .cohere)
        let isStrict = route.isStrict || ServiceRun.isStrict(request)
        let run = ServiceRun(gateway, route, wire: .cohere)
        try await run.begin(kind: "rerank", ["documents": .integer(Int64(asked.documents.count))])
        return await run.response(for: context) {
            let exchange = try await run.open(route.targets) { attempt -> ProviderRanking in
                guard let provider = attempt.target.backend as? ProviderModel else {
                    throw KapellError(
                        .unsupported, "\(attempt.target.id) does not rank documents.",
                        remedy: "Name a rerank model of a provider, such as cohere/rerank-v3.5.")
                }
                let model = try ProviderReranker(provider.provider, provider.name, dialects: Dialects.table)
                if isStrict {
                    let losses = try model.losses(of: asked)
                    guard losses.isEmpty else { throw KapellError.losing(losses, with: model.model) }
                }
                return try await attempting { () async throws(ProviderFailure) in
                    try await model.rerank(asked, within: attempt.timeLeft)
                }
            }
            let ranking = exchange.answer
            let usage = ModelUsage(inputTokens: ranking.response.tokens)
            exchange.finish(usage: ranking.response.tokens > 0 ? usage : nil)
            var outcome = ServiceRun.Outcome(model: exchange.target.id, usage: usage)
            // A search is paid by the piece; its tokens are told, too, and not paid for.
            outcome.billed = ranking.response.searchUnits.map { BilledUsage(searchUnits: $0) }
            outcome.losses = ranking.losses
            outcome.headers = ranking.metadata.headers
            let body = wire.encodeResponse(ranking.response, to: asked, of: run.account.answer(asked.model))
            return ServiceRun.Answer(
                bytes: ranking.bytes ?? JSONValue.object(body).serializedBytes(), outcome: outcome)
        }
    }
}
