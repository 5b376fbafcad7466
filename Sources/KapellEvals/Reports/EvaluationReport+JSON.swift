import KapellCore
public import KapellJSON

extension EvaluationReport {
    /// The report as JSON: `{"form", "started", "seconds", "complete", "seed", "subject", "sources", "questions",
    /// "failures", "metrics", "kinds", "gates", "results"}`. A blind one has no `results`.
    public var json: JSONObject {
        var subject = JSONObject()
        for entry in self.subject { subject[entry.name] = .string(entry.value) }
        var object: JSONObject = [
            "form": .string(Self.form), "started": .string(started.description), "seconds": .number(outcome.seconds),
            "complete": .bool(outcome.isComplete), "seed": .string(String(seed)), "subject": .object(subject),
            "sources": .array(
                sources.map {
                    [
                        "name": .string($0.name), "sha256": .string($0.hash),
                        "questions": .integer(Int64($0.questions)),
                    ]
                }),
            "questions": .integer(Int64(outcome.results.count)), "failures": .integer(Int64(failures)),
            "metrics": .array(
                metrics.map { summary in
                    var metric = summary.json
                    let against = columns.compactMap { column in
                        column.comparisons[summary.metric].map { $0.json(name: column.name) }
                    }
                    if !against.isEmpty { metric["against"] = .array(against) }
                    return .object(metric)
                }),
            "kinds": .array(
                kinds.map { kind in
                    [
                        "kind": .string(kind.name), "questions": .integer(Int64(kind.count)),
                        "metrics": .array(kind.metrics.map { .object($0.json) }),
                    ]
                }),
            "gates": .array(
                gates.map { result in
                    [
                        "gate": .string(result.gate.description), "value": result.value.map { .number($0) } ?? .null,
                        "holds": .bool(result.holds),
                    ]
                }),
        ]
        if !isBlind { object["results"] = .array(outcome.results.map { .object($0.json) }) }
        return object
    }
}

extension MetricSummary {
    /// `{"id", "what", "better", "n", "value", "low", "high"}`, of seconds also `mean` and `p95`.
    fileprivate var json: JSONObject {
        var object: JSONObject = [
            "id": .string(metric.id), "what": .string(metric.what),
            "better": .string(metric.prefersMore ? "more" : "less"),
            "n": .integer(Int64(count)), "value": .number(value),
        ]
        object["low"] = interval.map { .number($0.low) }
        object["high"] = interval.map { .number($0.high) }
        object["mean"] = mean.map { .number($0) }
        object["p95"] = p95.map { .number($0) }
        return object
    }
}

extension PairedComparison {
    /// `{"name", "n", "value", "difference", "low", "high"}`, of shares also `gained`, `lost` and `p`.
    fileprivate func json(name: String) -> JSONValue {
        var object: JSONObject = [
            "name": .string(name), "n": .integer(Int64(count)), "value": .number(other),
            "difference": .number(difference),
        ]
        object["low"] = interval.map { .number($0.low) }
        object["high"] = interval.map { .number($0.high) }
        object["gained"] = gained.map { .integer(Int64($0)) }
        object["lost"] = lost.map { .integer(Int64($0)) }
        object["p"] = probability.map { .number($0) }
        return .object(object)
    }
}
