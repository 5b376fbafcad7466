import KapellCollections
import KapellCore
import KapellTesting
import KapellVectors
import Synchronization
import Testing

@Suite struct UpkeepTests {
    /// A collection whose searches walk a graph of 800 vectors, some of which are removed again.
    private func database(removing count: Int) async throws -> (LocalVectorDatabase, any VectorCollection, [[Float]]) {
        var settings = smallSettings(exactLimit: 50)
        (settings.graph.links, settings.graph.efConstruction) = (8, 40)
        let database = LocalVectorDatabase(settings: settings)
        let docs = try await database.create(VectorCollectionOptions(name: "docs", dimensions: 8))
        var random = SeededGenerator(51)
        func vector() -> [Float] { (0..<8).map { _ in Float.random(in: -1...1, using: &random) } }
        try await docs.upsert((0..<800).map { VectorRecord(id: "\($0)", vector: vector()) }, namespace: "n")
        try await docs.delete(ids: (0..<count).map { "\($0)" }, namespace: "n")
        return (database, docs, (0..<20).map { _ in vector() })
    }

    private func graph(_ database: LocalVectorDatabase) -> GraphStatistics {
        database.openStatistics.first?.graph ?? GraphStatistics()
    }

    /// The nearest that searches find, of those that there are.
    private func recall(_ docs: any VectorCollection, _ queries: [[Float]]) async throws -> Double {
        var found = 0
        for vector in queries {
            let live = try await docs.query(VectorQuery(vector: vector, limit: 10, namespace: "n", ef: 60))
            let right = try await docs.query(VectorQuery(vector: vector, limit: 10, namespace: "n", isExact: true))
            #expect(!live.plan.isExact && live.matches.count == 10)
            found += Set(live.matches.map(\.record.id)).intersection(right.matches.map(\.record.id)).count
        }
        return Double(found) / Double(queries.count * 10)
    }

    /// Few removals are left to the idle time; many were linked around by the writer, and leave free places.
    @Test(arguments: [(100, 100, 1, 0), (500, 0, 0, 1), (10, 10, 0, 0)])
    func graphsAreLookedAfterUntilThereIsNothingToDo(
        _ removed: Int, _ tombstones: Int, _ consolidations: Int, _ compactions: Int
    ) async throws {
        let (database, docs, queries) = try await database(removing: removed)
        #expect(graph(database).tombstones == tombstones && graph(database).vectors == 800 - removed)
        var options = UpkeepOptions()
        (options.tombstones, options.free) = (20, 200)
        let upkeep = CollectionUpkeep(options)
        for _ in 0..<6 { try await database.tend(upkeep) }
        #expect(try await !database.tend(upkeep))
        #expect(upkeep.work.consolidations == consolidations && upkeep.work.compactions == compactions)
        let graph = graph(database)
        #expect(graph.tombstones == (consolidations > 0 ? 0 : tombstones) && graph.unreachable == 0)
        #expect(graph.free == (compactions > 0 ? 0 : consolidations > 0 ? removed : 0))
        #expect(try await recall(docs, queries) >= 0.95)
        // Writers go on as before; what is new is looked over once they pause.
        let repairs = upkeep.work.repairs
        try await docs.upsert([VectorRecord(id: "new", vector: queries[0])], namespace: "n")
        #expect(try await !database.tend(upkeep))
        #expect(try await database.tend(upkeep))
        #expect(upkeep.work.repairs == repairs + 1)
        let found = try await docs.query(VectorQuery(vector: queries[0], limit: 1, namespace: "n"))
        #expect(found.matches.first?.record.id == "new")
    }

    @Test func theWorkIsDoneInSmallStepsAndCanBeEndedBetweenTwo() async throws {
        let (database, docs, queries) = try await database(removing: 100)
        var options = UpkeepOptions()
        options.tombstones = 20
        options.step = .nanoseconds(1)
        let upkeep = CollectionUpkeep(options)
        let steps = Mutex(0)
        for most in [1, 4, 9] {
            await #expect(throws: CancellationError.self) {
                try await database.tend(upkeep) {
                    let count = steps.withLock { steps in
                        steps += 1
                        return steps
                    }
                    if count > most { throw CancellationError() }
                    let found = try await docs.query(VectorQuery(vector: queries[count], limit: 10, namespace: "n"))
                    #expect(found.matches.count == 10 && found.matches.allSatisfy { (Int($0.record.id) ?? 0) >= 100 })
                }
            }
            #expect(try await recall(docs, queries) >= 0.9)
            #expect(upkeep.work.consolidations == 0 && graph(database).tombstones == 100)
            steps.withLock { $0 = 0 }
        }
        // Steps of so little time take few places each.
        try await database.tend(upkeep) { steps.withLock { $0 += 1 } }
        #expect(steps.withLock { $0 } >= 20)
        #expect(upkeep.work.consolidations == 1 && graph(database).tombstones == 0)
        #expect(try await recall(docs, queries) >= 0.95)
    }

    @Test func itGoesOnBesideSearchesAndWritesUntilItIsCancelled() async throws {
        let (database, docs, queries) = try await database(removing: 100)
        var options = UpkeepOptions()
        // However the writes and the looks fall, 20 are enough: as a share of all vectors they would not be.
        (options.tombstones, options.tombstoneShare, options.patience) = (20, 0, .milliseconds(5))
        let upkeep = CollectionUpkeep(options)
        let task = Task { await upkeep.run(database, clock: ContinuousClock(), pause: .milliseconds(1)) }
        for step in 0..<200 {
            let vector = queries[step % queries.count]
            try await docs.upsert([VectorRecord(id: "\(100 + step)", vector: vector)], namespace: "n")
            let found = try await docs.query(VectorQuery(vector: vector, limit: 10, namespace: "n"))
            #expect(found.matches.count == 10)
        }
        #expect(try await eventually { graph(database).tombstones < 20 && upkeep.work.consolidations > 0 })
        task.cancel()
        await task.value
        #expect(try await docs.count(where: nil, namespace: "n") == 700)
        #expect(try await recall(docs, queries) >= 0.95)
    }
}
