import KapellCore
import KapellEvals
import KapellJSON
import KapellPolicy

/// Asks the questions of an evaluation, each where its corpus is.
struct EvaluationAsker: Sendable {
    private let targets: [(target: EvaluationTarget, documents: EvaluatedDocuments)]
    private let prices: PriceTable

    init(_ targets: [EvaluationTarget]) throws(KapellError) {
        self.targets = targets.map { ($0, EvaluatedDocuments($0)) }
        var prices = PriceTable.builtIn
        if let file = targets.first?.project.configuration.models.prices {
            prices = prices.overlaid(by: try PriceTable(file: file))
        }
        self.prices = prices
    }

    /// Loads models and indexes: the first question would wait for them.
    func warm(_ items: [EvaluationItem]) async {
        for (target, _) in targets {
            guard let item = items.first(where: { place(of: $0)?.target.corpus == target.corpus }) else { continue }
            _ = await respond(to: item)
        }
    }

    func respond(to item: EvaluationItem) async -> EvaluationResponse {
        let clock = ContinuousClock()
        let began = clock.now
        func seconds() -> Double { (clock.now - began) / .seconds(1) }
        var response = EvaluationResponse()
        do {
            guard let (target, documents) = place(of: item) else {
                throw KapellError(.invalidRequest, "The corpus of the question is asked nowhere.")
            }
            var found: [JSONValue]?
            var done: JSONObject?
            for try await event in target.engine.ask(item.question, in: target.knowledge) {
                switch event.name {
                case "run": response.run = event.data["run"]?.stringValue
                // Of several searches the first is the one for the whole question.
                case "retrieved" where found == nil: found = event.data["results"]?.arrayValue
                case "answer" where response.firstSeconds == nil: response.firstSeconds = seconds()
                case "done": done = event.data
                default: break
                }
            }
            response.seconds = seconds()
            try Task.checkCancellation()
            guard let done else { throw KapellError(.unavailable, "The answer ended before it was complete.") }
            response.text = done["answer"]?.stringValue ?? ""
            response.isRefused = done["refused"]?.boolValue ?? false
            for result in (found ?? []).prefix(RetrievalEvaluator.depth) {
                response.retrieved.append(try await documents.passage(result, checks: false))
            }
            for citation in done["citations"]?.arrayValue ?? [] {
                response.citations.append(try await documents.passage(citation, checks: true))
            }
            let cost = EvaluationCost(
                done, models: target.project.configuration.models,
                judge: try target.project.knowledge(target.knowledge).judge, table: prices)
            (response.tokens, response.cost) = (cost.tokens, cost.dollars)
        } catch {
            response.seconds = seconds()
            response.failure = KapellError.wrapping(error)
        }
        return response
    }

    private func place(of item: EvaluationItem) -> (target: EvaluationTarget, documents: EvaluatedDocuments)? {
        targets.first { $0.target.corpus == item.corpus } ?? targets.first { $0.target.corpus == nil }
    }

    /// The plain baseline of each corpus.
    func baselines() async throws -> [String?: WordsBaseline] {
        var baselines: [String?: WordsBaseline] = [:]
        for (target, documents) in targets {
            baselines[target.corpus] = try WordsBaseline(passages: try await documents.cuts())
        }
        return baselines
    }
}
