import KapellTesting
import KapellVectors
import Synchronization
import Testing

@Suite("Graph, many at once")
struct GraphConcurrencyTests {
    @Test("Tasks that insert together lose nothing, and leave nothing that a walk does not reach")
    func parallelBuild() async throws {
        var clusters = Clusters(dimensions: 24, seed: 21)
        let index = try HNSWIndex(dimensions: 24, metric: .cosine, options: HNSWOptions(links: 8, efConstruction: 60))
        try await index.upsert(clusters.batch(0..<2_000), tasks: 4)
        #expect(Set(index.ids) == Set((0..<2_000).map { Int64($0) }))
        try index.repair()
        #expect(try index.statistics().unreachable == 0)
        #expect(try recall(of: index, (0..<30).map { _ in clusters.next() }) >= 0.95)
    }

    @Test("Searches beside writers, removers and compaction give sound results; afterwards all is there")
    func everythingAtOnce() async throws {
        let index = try HNSWIndex(dimensions: 8, metric: .l2, options: HNSWOptions(links: 6, efConstruction: 40))
        // The first component is the id, so that a search can tell a torn or mistaken vector.
        @Sendable func vector(_ id: Int64) -> [Float] { [Float(id)] + (1..<8).map { Float((id * Int64($0)) % 5) } }
        try index.upsert((0..<1_000).map { (Int64($0), vector(Int64($0))) })
        let writers = Writers()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<2 {
                group.addTask {
                    defer { writers.end() }
                    // Ids from 1,000 come and go; those below stay, and are written again.
                    for step in 0..<1_200 {
                        let id = Int64(1_000 + step * 2 + worker)
                        try index.upsert(id: id, vector: vector(id))
                        if step % 5 == 0 { try index.upsert(id: id % 1_000, vector: vector(id % 1_000)) }
                        if step >= 100 { #expect(index.remove(id: id - 200)) }
                        if worker == 0, step % 400 == 399 { try index.compact() }
                    }
                }
            }
            for worker in 0..<2 {
                group.addTask {
                    var random = SeededGenerator(UInt64(22 + worker))
                    var rounds = 0
                    while writers.isAnyLeft || rounds < 10 {
                        rounds += 1
                        let query = vector(Int64.random(in: 0..<1_000, using: &random))
                        let onlyEven = rounds % 3 == 0
                        let result =
                            if rounds % 8 == 0 { try index.exactSearch(query, count: 10) } else {
                                try index.search(query, count: 10, ef: 40, where: { $0 % 2 == 0 || !onlyEven })
                            }
                        #expect(Set(result.matches.map(\.id)).count == result.matches.count)
                        for match in result.matches {
                            let expected = zip(vector(match.id), query).reduce(Float(0)) { sum, pair in
                                sum - (pair.0 - pair.1) * (pair.0 - pair.1)
                            }
                            #expect(match.score == expected, "id \(match.id)")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(index.count == 1_200)
        try index.repair()
        #expect(try index.statistics().unreachable == 0)
        for id in stride(from: Int64(0), to: 1_000, by: 97) {
            #expect(try index.search(vector(id), count: 1).matches == [VectorMatch(id: id, score: 0)])
        }
    }
}

/// The two writers that searches go on beside.
private final class Writers: Sendable {
    private let left = Atomic(2)

    var isAnyLeft: Bool { left.load(ordering: .relaxed) > 0 }

    func end() { left.wrappingSubtract(1, ordering: .relaxed) }
}
