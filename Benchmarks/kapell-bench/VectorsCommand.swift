import Foundation
import KapellJSON
import KapellVectors

/// Builds a vector index and measures searches of it.
///
/// Files hold rows of 32-bit floats, and for each query the numbers of its true neighbours as 32-bit integers. The
/// first line printed tells of the build. Then each line of the standard input is one `ef`, and is answered by a line
/// with its recall and speed on one thread: so a script can take turns with a peer.
enum VectorsCommand {
    @concurrent static func run(_ arguments: Arguments) async throws -> JSONObject {
        let dimensions = arguments.number("dimensions", 50)
        let base = try rows(arguments.required("base"), dimensions)
        let queries = try rows(arguments.required("queries"), dimensions)
        let count = arguments.number("count", 10)
        let truth = try neighbours(arguments.required("neighbours"), count)
        guard truth.count == queries.count else { throw BenchFailure("the neighbours do not fit the queries") }
        guard let element = VectorElement(rawValue: arguments["element"] ?? "float32"),
            let metric = VectorMetric(rawValue: arguments["metric"] ?? "dot")
        else { throw BenchFailure("vectors has no such --element or --metric") }
        let options = HNSWOptions(
            links: arguments.number("links", 16), efConstruction: arguments.number("construction", 200),
            element: element, originals: arguments["originals"].map { .file(folder: $0) } ?? .memory)

        let index = try HNSWIndex(dimensions: dimensions, metric: metric, options: options)
        let clock = ContinuousClock()
        let began = clock.now
        let spent = CPUTime.now
        try await index.upsert(base.enumerated().map { (Int64($0), $1) }, tasks: arguments.number("threads", 1))
        let built = clock.now - began
        let cpu = CPUTime.now - spent
        if arguments["compact"] == "yes" { try index.compact() }
        let statistics = try index.statistics()
        emit([
            "build_seconds": .number(built / .seconds(1)), "build_cpu_seconds": .number(cpu),
            "unreachable": .integer(Int64(statistics.unreachable)), "kernel": .string(element.kernel),
            "graph_bytes": .integer(Int64(statistics.graphBytes)),
            "original_bytes": .integer(Int64(statistics.originalBytes)),
        ])
        while let line = readLine(), let ef = Int(line) {
            emit(try measure(index, queries, truth, count: count, ef: ef))
        }
        return ["vectors": .integer(Int64(index.count))]
    }

    private static func measure(
        _ index: HNSWIndex, _ queries: [[Float]], _ truth: [Set<Int64>], count: Int, ef: Int
    ) throws -> JSONObject {
        var found = 0
        var compared = 0
        let began = CPUTime.now
        for (query, neighbours) in zip(queries, truth) {
            let result = try index.search(query, count: count, ef: ef)
            compared += result.compared
            for match in result.matches where neighbours.contains(match.id) { found += 1 }
        }
        let seconds = CPUTime.now - began
        return [
            "ef": .integer(Int64(ef)), "recall": .number(Double(found) / Double(count * queries.count)),
            "qps": .number(Double(queries.count) / seconds),
            "compared": .number(Double(compared) / Double(queries.count)),
        ]
    }

    private static func emit(_ line: JSONObject) {
        print(JSONValue.object(line).serialized())
        fflush(nil)
    }

    private static func rows(_ path: String, _ dimensions: Int) throws -> [[Float]] {
        let numbers: [Float] = try numbers(path)
        guard dimensions > 0, numbers.count.isMultiple(of: dimensions) else {
            throw BenchFailure("\(path) does not hold rows of \(dimensions) numbers")
        }
        return stride(from: 0, to: numbers.count, by: dimensions).map { Array(numbers[$0..<$0 + dimensions]) }
    }

    private static func neighbours(_ path: String, _ count: Int) throws -> [Set<Int64>] {
        let numbers: [Int32] = try numbers(path)
        return stride(from: 0, to: numbers.count, by: max(1, count)).map { start in
            Set(numbers[start..<min(start + count, numbers.count)].map { Int64($0) })
        }
    }

    private static func numbers<Number: BitwiseCopyable>(_ path: String) throws -> [Number] {
        let data = try Data(contentsOf: URL(filePath: path))
        return data.withUnsafeBytes { Array($0.bindMemory(to: Number.self)) }
    }
}
