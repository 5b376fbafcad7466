import KapellJSON
import KapellVectors

/// Questions with their true neighbours.
struct Recall {
    let queries: [[Float]]
    let truth: [Set<Int64>]
    let count: Int

    init(_ arguments: Arguments, dimensions: Int) throws {
        count = arguments.number("count", 10)
        queries = try VectorFile(arguments.required("queries"), width: dimensions).all
        let neighbours = try RowFile<Int32>(arguments.required("neighbours"), width: count)
        guard neighbours.count == queries.count else { throw BenchFailure("the neighbours do not fit the queries") }
        truth = neighbours.all.map { Set($0.map { Int64($0) }) }
    }

    /// Recall and speed of searches on this thread. `first` is the id of the vector that the file calls 0.
    func measure(_ index: HNSWIndex, ef: Int, first: Int64 = 0) throws -> JSONObject {
        var found = 0
        var compared = 0
        let began = CPUTime.now
        for (query, neighbours) in zip(queries, truth) {
            let result = try index.search(query, count: count, ef: ef)
            compared += result.compared
            for match in result.matches where neighbours.contains(match.id - first) { found += 1 }
        }
        let seconds = CPUTime.now - began
        return [
            "ef": .integer(Int64(ef)), "recall": .number(Double(found) / Double(count * queries.count)),
            "qps": .number(Double(queries.count) / seconds),
            "compared": .number(Double(compared) / Double(queries.count)),
        ]
    }
}
