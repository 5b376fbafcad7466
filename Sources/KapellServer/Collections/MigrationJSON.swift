import KapellCollections
import KapellCore
import KapellJSON
import KapellVectors

extension MigrationStatus {
    var json: JSONObject {
        [
            "collection": .string(collection), "phase": .string(phase.rawValue), "serving": .object(serving.json),
            "other": other.map { .object($0.json) } ?? .null, "total": .integer(Int64(progress.total)),
            "done": .integer(Int64(progress.done)),
            "records_per_second": progress.recordsPerSecond.map { .number($0) } ?? .null,
            "seconds_left": progress.secondsLeft.map { .number($0) } ?? .null,
            "missing": .integer(Int64(missing)),
            "missing_records": .array(
                missingRecords.map {
                    ["namespace": .string($0.namespace), "id": .string($0.id), "reason": .string($0.reason)]
                }),
            "behind": CollectionJSON.whole(behind), "in_step": .bool(isInStep), "running": .bool(isRunning),
            "paused": .bool(isPaused), "error": failure?.json ?? .null,
        ]
    }
}

extension MigrationSpace {
    var json: JSONObject {
        [
            "space": .string(name), "dimensions": .integer(Int64(dimensions)), "metric": .string(metric.rawValue),
            "fingerprint": .string(fingerprint), "model": model.map { .string($0) } ?? .null,
        ]
    }
}

extension PinnedQuery {
    /// From a text, or `{"text", "relevant": ["id", …] or {"id": grade, …}, "namespace", "filter"}`.
    init(json: JSONValue) throws(KapellError) {
        if let text = json.stringValue {
            self.init(text)
            return
        }
        guard let object = json.objectValue else {
            throw KapellError(.invalidRequest, "`queries` holds what is neither a text nor an object.")
        }
        self.init(
            try object.required("text"), relevant: try Self.relevant(object["relevant"]),
            namespace: try object.namespace(), filter: try object.filter())
    }

    private static func relevant(_ json: JSONValue?) throws(KapellError) -> [String: Double] {
        let wrong = KapellError(
            .invalidRequest, "`relevant` must be a list of ids, or an object of ids and numbers of 0 or more.")
        guard let json, !json.isNull else { return [:] }
        var grades: [String: Double] = [:]
        if let list = json.arrayValue {
            for value in list {
                guard let id = value.stringValue else { throw wrong }
                grades[id] = 1
            }
            return grades
        }
        guard let object = json.objectValue else { throw wrong }
        for (id, value) in object {
            guard let grade = value.doubleValue, grade.isFinite, grade >= 0 else { throw wrong }
            grades[id] = grade
        }
        return grades
    }
}

extension SpaceComparison {
    var json: JSONObject {
        func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
        return [
            "k": .integer(Int64(k)), "in_step": .bool(isInStep), "overlap": .number(overlap),
            "judged": .integer(Int64(judged)), "serving_ndcg": number(servingNDCG), "other_ndcg": number(otherNDCG),
            "better": .integer(Int64(better)), "worse": .integer(Int64(worse)),
            "queries": .array(
                queries.map {
                    [
                        "text": .string($0.text), "overlap": .number($0.overlap), "serving_ndcg": number($0.serving),
                        "other_ndcg": number($0.other),
                    ]
                }),
        ]
    }
}
