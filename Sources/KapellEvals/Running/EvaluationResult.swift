import KapellCore
import KapellJSON

/// A question, what came of it, and how it was judged.
public struct EvaluationResult: Sendable, Hashable {
    public var item: EvaluationItem
    public var response: EvaluationResponse
    /// Metrics that do not apply are left out.
    public var scores: [Metric: Double]

    public init(item: EvaluationItem, response: EvaluationResponse, scores: [Metric: Double]) {
        self.item = item
        self.response = response
        self.scores = scores
    }

    /// What the same question is known by in another report: a question that was changed is another one.
    package var key: String { "\(item.id)/\(StableHash.hex(item.question))" }

    /// Whether something is to be looked at: a failure, or a share that is not met.
    package var isGood: Bool {
        response.failure == nil && scores.allSatisfy { $0.key.form != .share || $0.value == 1 }
    }

    /// `{"key", "id", "corpus", "kind", "answerable", "question", "refused", "answer", "retrieved", "citations",
    /// "seconds", "tokens", "run", "error", "scores"}`.
    var json: JSONObject {
        var scores = JSONObject()
        for metric in Metric.all { scores[metric.id] = self.scores[metric].map { .number($0) } }
        var object: JSONObject = ["key": .string(key), "id": .string(item.id)]
        object["corpus"] = item.corpus.map { .string($0) }
        object["kind"] = .string(item.kind)
        object["answerable"] = .bool(item.isAnswerable)
        object["question"] = .string(item.question)
        object["refused"] = .bool(response.isRefused)
        object["answer"] = .string(response.text)
        object["retrieved"] = .array(response.retrieved.map { .object($0.place) })
        object["citations"] = .array(
            response.citations.map { citation in
                var entry = citation.place
                entry["text"] = .string(citation.text)
                return .object(entry)
            })
        object["seconds"] = .number(response.seconds)
        object["tokens"] = .integer(Int64(response.tokens))
        object["run"] = response.run.map { .string($0) }
        object["error"] = response.failure.map { .string($0.message) }
        object["scores"] = .object(scores)
        return object
    }
}

extension EvaluationResponse.Passage {
    /// Where it stands, without its text.
    fileprivate var place: JSONObject {
        var object: JSONObject = [
            "document": .string(document), "start": .integer(Int64(span.start)), "end": .integer(Int64(span.end)),
        ]
        object["page"] = page.map { .integer(Int64($0)) }
        return object
    }
}
