import KapellTesting
import KapellVectors
import Testing

@Suite("Concurrency")
struct ConcurrencyTests {
    @Test("Searches beside writers see every batch whole or not at all, and always a sound result")
    func searchesDuringUpserts() async throws {
        let index = try FlatIndex(dimensions: 64, metric: .dot)
        let generations = 20
        // Every row of a generation has the generation's number as its first component.
        @Sendable func batch(_ generation: Int) -> [(id: Int64, vector: [Float])] {
            (0..<1_200).map { (Int64($0), [Float(generation)] + [Float](repeating: 0, count: 63)) }
        }
        try index.upsert(batch(0))
        let query = [Float(1)] + [Float](repeating: 0, count: 63)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for generation in 1...generations { try index.upsert(batch(generation)) } }
            for _ in 0..<3 {
                group.addTask {
                    var newest: Float = 0
                    while newest < Float(generations) {
                        let found = try index.search(query, count: 1_200)
                        #expect(found.map(\.id) == Array(0..<1_200))
                        #expect(Set(found.map(\.score)).count == 1)
                        #expect(found[0].score >= newest)
                        newest = found[0].score
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("Writers, removers, readers and savers at once lose nothing")
    func everythingAtOnce() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        let index = try FlatIndex(dimensions: 32, metric: .cosine)
        try index.save(to: path, sequence: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    var random = SeededGenerator(UInt64(worker))
                    for step in 0..<100 {
                        let id = Int64(step * 4 + worker)
                        try index.upsert(id: id, vector: random.vector(32))
                        if step % 2 == 1 { #expect(index.remove(id: id)) }
                        if step % 10 == 0 { #expect(try !index.search(random.vector(32), count: 5).isEmpty) }
                        if step % 50 == 0 {
                            try index.save(to: path, sequence: Int64(step))
                            #expect(try FlatIndex.open(path: path).dimensions == 32)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(index.count == 200)
        #expect(index.ids.allSatisfy { ($0 / 4) % 2 == 0 })
        try index.save(to: path, sequence: 1_000)
        #expect(try FlatIndex.open(path: path).count == 200)
        #expect(try folder.names == ["index"])
    }
}
