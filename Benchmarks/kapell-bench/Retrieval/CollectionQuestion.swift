import KapellCore
import KapellJSON
import KapellVectors

/// One line of questions to a collection: which queries, and how they are asked.
///
/// `{"queries": [0, 1], "by": ["vector", "text"], "filter", "limit", "ef", "exact", "fusion", "k", "vector_weight",
/// "text_weight", "depth"}`; all may be missing. The answer has the ids found for each query, and how often each plan
/// was taken.
struct CollectionQuestion {
    private let object: JSONObject
    private let filter: Filter?

    init(_ line: String) throws {
        guard let object = try JSONValue(parsing: line).objectValue else { throw BenchFailure("\(line) is no object") }
        self.object = object
        filter = try object["filter"]?.stringValue.map { try Filter($0) }
    }

    func ask(_ collection: any VectorCollection, _ vectors: [[Float]], _ texts: [String]) async throws -> JSONObject {
        let by = object["by"]?.arrayValue?.compactMap(\.stringValue) ?? ["vector"]
        let chosen = object["queries"]?.arrayValue?.compactMap(\.intValue) ?? Array(vectors.indices)
        guard chosen.allSatisfy({ vectors.indices.contains($0) && (texts.isEmpty || texts.indices.contains($0)) })
        else {
            throw BenchFailure("there are no such queries")
        }
        var query = VectorQuery(filter: filter, limit: number("limit") ?? 10, parts: [])
        query.ef = number("ef")
        query.isExact = object["exact"]?.boolValue ?? false
        query.depth = number("depth") ?? query.depth
        query.fusion =
            object["fusion"]?.stringValue == "scores" ? .scores : .reciprocalRank(k: object["k"]?.doubleValue ?? 60)
        query.vectorWeight = object["vector_weight"]?.doubleValue ?? 1
        query.textWeight = object["text_weight"]?.doubleValue ?? 1
        var ids: [JSONValue] = []
        var plans: [String: Int64] = [:]
        let began = CPUTime.now
        for number in chosen {
            query.vector = by.contains("vector") ? vectors[number] : nil
            query.text = by.contains("text") && texts.indices.contains(number) ? texts[number] : nil
            let result = try await collection.query(query)
            plans[result.plan.name, default: 0] += 1
            ids.append(.array(result.matches.map { .integer(Int64($0.record.id) ?? -1) }))
        }
        let seconds = CPUTime.now - began
        var counts = JSONObject()
        for (name, count) in plans.sorted(by: { $0.key < $1.key }) { counts[name] = .integer(count) }
        return ["ids": .array(ids), "plans": .object(counts), "seconds": .number(seconds)]
    }

    private func number(_ key: String) -> Int? { object[key]?.intValue }
}
