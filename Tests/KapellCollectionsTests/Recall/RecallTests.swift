import KapellCollections
import KapellCore
import KapellTesting
import KapellVectors
import Testing

@Suite struct RecallTests {
    @Test(arguments: [
        // Wilson's interval for 8 of 10, 0 of 20, 95 of 100 and nothing, at 1.96.
        (8, 10, 0.4902, 0.9433), (0, 20, 0, 0.1611), (95, 100, 0.8882, 0.9785), (0, 0, 0, 1),
    ])
    func theIntervalIsWilsons(_ successes: Int, _ trials: Int, _ lower: Double, _ upper: Double) {
        let interval = WilsonInterval(successes: successes, trials: trials)
        #expect(abs(interval.lower - lower) < 1e-4 && abs(interval.upper - upper) < 1e-4)
    }

    @Test(
        arguments: [
            (nil, ""), ("lang == \"de\" and year >= 2020", "(lang == ? and year >= ?)"),
            ("not tags contains \"a\" or x in [1, 2]", "(not (tags contains any [?]) or x in [?])"),
        ] as [(String?, String)])
    func aShapeHasNoValues(_ filter: String?, _ shape: String) throws {
        #expect(FilterShape.of(try filter.map { try Filter($0) }) == shape)
    }

    private func database(_ watch: RecallWatch) async throws -> (LocalVectorDatabase, any VectorCollection, [[Float]]) {
        var settings = LocalCollectionSettings()
        settings.exactLimit = 50
        // A poor graph, so that there is something to measure.
        settings.graph.links = 2
        settings.graph.efConstruction = 2
        settings.graph.ef = 1
        let database = LocalVectorDatabase(settings: settings, watch: watch)
        let collection = try await database.create(VectorCollectionOptions(name: "docs", dimensions: 16))
        var random = SeededGenerator(5)
        func vector() -> [Float] { (0..<16).map { _ in Float.random(in: -1...1, using: &random) } }
        let records = try (0..<500).map {
            VectorRecord(id: "\($0)", vector: vector(), metadata: try Metadata([("half", .boolean($0 % 2 == 0))]))
        }
        try await collection.upsert(records, namespace: "")
        return (database, collection, (0..<60).map { _ in vector() })
    }

    @Test func recallIsMeasuredByShapeAndHeld() async throws {
        var options = RecallOptions()
        options.rate = 1
        options.queue = 1_000
        options.declared = 0.9
        options.enough = 100
        let watch = RecallWatch(options, random: SeededGenerator(1))
        let (database, collection, queries) = try await database(watch)
        let first = try await collection.query(VectorQuery(vector: queries[0], limit: 5))
        #expect(!first.plan.isExact)
        for _ in 0..<12 {
            for vector in queries { _ = try await collection.query(VectorQuery(vector: vector, limit: 5)) }
            while await database.checkRecall(watch) {}
        }
        let reading = try #require(watch.readings.first)
        #expect(reading.collection == "docs" && reading.shape == "" && watch.readings.count == 1)
        #expect(reading.effort != 1)
        #expect(reading.effort == nil || reading.recall >= 0.9)
        #expect(reading.interval.lower <= reading.recall && reading.recall <= reading.interval.upper)
        // What was measured is what a loop over all queries finds.
        var found = 0
        for vector in queries {
            let live = try await collection.query(VectorQuery(vector: vector, limit: 5))
            let right = try await collection.query(VectorQuery(vector: vector, limit: 5, isExact: true))
            found += Set(live.matches.map(\.record.id)).intersection(right.matches.map(\.record.id)).count
        }
        #expect(Double(found) / Double(queries.count * 5) >= 0.87)
        watch.reset("docs")
        #expect(watch.readings.isEmpty && watch.waiting == 0)
    }

    @Test func theQueueIsBoundedAndTheRateKept() async throws {
        var options = RecallOptions()
        options.rate = 0.25
        options.queue = 5
        let watch = RecallWatch(options, random: SeededGenerator(2))
        let (database, collection, queries) = try await database(watch)
        for vector in queries { _ = try await collection.query(VectorQuery(vector: vector, limit: 3)) }
        #expect(watch.waiting == 5)
        #expect((2...25).contains(watch.dropped))
        // An exact search has nothing to measure.
        _ = try await collection.query(VectorQuery(vector: queries[0], isExact: true))
        #expect(watch.waiting == 5)
        let clock = FakeClock()
        let task = Task { await watch.run(database, clock: clock, pause: .seconds(1)) }
        for _ in 0..<5 {
            #expect(try await eventually { clock.sleepers == 1 })
            clock.advance(by: .seconds(1))
        }
        #expect(try await eventually { watch.waiting == 0 })
        task.cancel()
        await task.value
        #expect(watch.readings.map(\.searches) == [5])
    }
}
