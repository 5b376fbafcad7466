import KapellTesting
import KapellVectors
import Testing

@Suite("Graph")
struct GraphTests {
    @Test(
        "A walk finds at least 95 of 100 true neighbours, whatever it compares, and gives the scores of the originals",
        arguments: [
            (VectorMetric.cosine, VectorElement.float32), (.l2, .float32), (.dot, .float32), (.cosine, .float16),
            (.l2, .bfloat16), (.cosine, .int8), (.l2, .int8), (.cosine, .binary),
        ] as [(VectorMetric, VectorElement)])
    func recallByElement(metric: VectorMetric, element: VectorElement) throws {
        // Signs of short vectors tell little.
        let dimensions = element == .binary ? 256 : 33
        var clusters = Clusters(dimensions: dimensions, seed: 11)
        let options = HNSWOptions(links: 12, efConstruction: 80, element: element)
        let index = try HNSWIndex(dimensions: dimensions, metric: metric, options: options)
        try index.upsert(clusters.batch(0..<1_500))
        let queries = (0..<30).map { _ in clusters.next() }
        let found = try recall(of: index, queries, ef: element == .binary ? 300 : 100)
        #expect(found >= 0.95, "recall \(found)")
        let result = try index.search(queries[0], count: 3)
        #expect(result.plan == .graph)
        let exact = try index.exactSearch(queries[0], count: 1_500)
        for match in result.matches { #expect(exact.matches.contains(match)) }
    }

    @Test("Removed vectors are never returned, and replaced ones only as they are now")
    func removedAndReplaced() throws {
        var clusters = Clusters(dimensions: 16, seed: 12)
        let index = try HNSWIndex(dimensions: 16, metric: .l2, options: HNSWOptions(links: 8, efConstruction: 60))
        let batch = clusters.batch(0..<1_200)
        try index.upsert(batch)
        // Below the share at which tombstones are taken out: they stay in the graph.
        #expect(index.remove(ids: (0..<200).map { Int64($0) } + [5_000]) == 200)
        #expect(!index.remove(id: 0))
        try index.upsert(id: 300, vector: [Float](repeating: 9, count: 16))
        try index.repair()
        #expect(try index.statistics().tombstones == 201)
        #expect(index.count == 1_000)
        for (id, vector) in batch.prefix(200) {
            let matches = try index.search(vector, count: 10).matches
            #expect(matches.count == 10 && matches.allSatisfy { $0.id >= 200 }, "near \(id)")
        }
        #expect(
            try index.search([Float](repeating: 9, count: 16), count: 1).matches == [VectorMatch(id: 300, score: 0)])
        #expect(try !index.search(batch[300].vector, count: 10).matches.contains(VectorMatch(id: 300, score: 0)))
        #expect(index.vector(for: 300) == [Float](repeating: 9, count: 16))
        #expect(index.vector(for: 0) == nil && !index.contains(0) && index.contains(300))
        #expect(try recall(of: index, (0..<30).map { _ in clusters.next() }) >= 0.95)

        // A whole cluster goes, with whatever linked to it.
        #expect(try index.consolidate() == 201)
        let statistics = try index.statistics()
        #expect(statistics.tombstones == 0 && statistics.free == 201 && statistics.unreachable == 0)
        #expect(try recall(of: index, (0..<30).map { _ in clusters.next() }) >= 0.95)
    }

    @Test("After five complete turnovers the graph is as good as a fresh one, no larger, and reaches every vector")
    func turnovers() throws {
        let count = 1_000
        var clusters = Clusters(dimensions: 24, seed: 13)
        let options = HNSWOptions(links: 8, efConstruction: 60)
        let index = try HNSWIndex(dimensions: 24, metric: .cosine, options: options)
        try index.upsert(clusters.batch(0..<count))
        var latest: [(id: Int64, vector: [Float])] = []
        for turnover in 1...5 {
            latest = clusters.batch(turnover * count..<(turnover + 1) * count)
            // A tenth at a time: the old goes while the new comes.
            for part in stride(from: 0, to: count, by: 100) {
                let old = (turnover - 1) * count + part
                #expect(index.remove(ids: (old..<old + 100).map { Int64($0) }) == 100)
                try index.upsert(Array(latest[part..<part + 100]))
            }
        }
        let fresh = try HNSWIndex(dimensions: 24, metric: .cosine, options: options)
        try fresh.upsert(latest)
        let queries = (0..<100).map { _ in clusters.next() }
        let difference = try recall(of: index, queries, ef: 40) - recall(of: fresh, queries, ef: 40)
        #expect(difference >= -0.01, "recall differs by \(difference)")
        try index.repair()
        let statistics = try index.statistics()
        #expect(statistics.vectors == count && statistics.unreachable == 0)
        #expect(statistics.vectors + statistics.tombstones + statistics.free <= count * 3 / 2)

        try index.compact()
        let compacted = try index.statistics()
        #expect(compacted.tombstones == 0 && compacted.free == 0 && compacted.unreachable == 0)
        #expect(try recall(of: index, queries, ef: 40) - recall(of: fresh, queries, ef: 40) >= -0.01)
        #expect(index.vector(for: latest[7].id) == fresh.vector(for: latest[7].id))
    }

    @Test("Tombstones are linked around step by step, with searches and writers in between, and then are few to free")
    func steps() throws {
        var clusters = Clusters(dimensions: 16, seed: 17)
        let index = try HNSWIndex(dimensions: 16, metric: .l2, options: HNSWOptions(links: 8, efConstruction: 60))
        try index.upsert(clusters.batch(0..<1_500))
        // Below the share at which writers do it by themselves.
        #expect(index.remove(ids: (0..<250).map { Int64($0) }) == 250)
        #expect(index.wear.tombstones == 250 && index.wear.vectors == 1_250 && index.wear.places == 1_500)
        var place: Int? = 0
        var steps = 0
        while let first = place {
            place = try index.linkAround(from: first, count: 100)
            steps += 1
            let found = try index.search(clusters.next(), count: 10).matches
            #expect(found.count == 10 && found.allSatisfy { $0.id >= 250 })
            try index.upsert(id: Int64(2_000 + steps), vector: clusters.next())
            #expect(index.remove(id: Int64(300 + steps)))
        }
        #expect(steps >= 15)
        #expect(try index.linkAround(from: 1 << 40, count: 0) == nil)
        #expect(try index.consolidate() == 250 + steps)
        #expect(try index.countUnreachable() == 0)
        let wear = index.wear
        #expect(wear.tombstones == 0 && wear.free == 250 + steps && wear.unreachable == 0 && wear.added == 0)
        #expect(try recall(of: index, (0..<30).map { _ in clusters.next() }) >= 0.95)
    }

    @Test("All vectors may go, whatever the order, and others may come")
    func emptied() throws {
        var clusters = Clusters(3, dimensions: 8, seed: 14)
        let index = try HNSWIndex(dimensions: 8, metric: .l2, options: HNSWOptions(links: 4, efConstruction: 20))
        #expect(try index.search([Float](repeating: 0, count: 8), count: 5).matches.isEmpty)
        for round in 0..<3 {
            try index.upsert(clusters.batch(0..<600))
            #expect(index.remove(ids: index.ids) == 600)
            #expect(index.isEmpty)
            #expect(try index.search(clusters.next(), count: 5).matches.isEmpty)
            if round == 1 { try index.compact() }
        }
        try index.upsert(id: 7, vector: clusters.next())
        #expect(try index.search(clusters.next(), count: 5).matches.map(\.id) == [7])
        #expect(try index.statistics().unreachable == 0)
    }

    @Test("Insertions in one order with one seed give one graph")
    func deterministic() throws {
        func build(_ seed: UInt64) throws -> HNSWIndex {
            var clusters = Clusters(dimensions: 12, seed: 15)
            let index = try HNSWIndex(
                dimensions: 12, metric: .cosine, options: HNSWOptions(links: 6, efConstruction: 40, seed: seed))
            try index.upsert(clusters.batch(0..<700))
            return index
        }
        let first = try build(1).neighbours()
        #expect(try build(1).neighbours() == first)
        #expect(try build(2).neighbours() != first)
        #expect(first.values.allSatisfy { $0.count <= 12 && Set($0).count == $0.count })
        #expect(first.allSatisfy { !$1.contains($0) })
    }

    @Test("Vectors that are all the same are all found")
    func duplicates() throws {
        let index = try HNSWIndex(dimensions: 4, metric: .l2, options: HNSWOptions(links: 4, efConstruction: 20))
        try index.upsert((0..<600).map { (Int64($0), [1, 2, 3, 4]) })
        try index.repair()
        #expect(try index.statistics().unreachable == 0)
        let found = try index.search([1, 2, 3, 4], count: 200)
        #expect(found.matches.count == 200 && Set(found.matches.map(\.id)).count == 200)
        #expect(found.matches.allSatisfy { $0.score == 0 })
    }

    @Test("Originals in a file give the same results, and leave nothing in the folder")
    func originalsInFile() throws {
        let folder = try TemporaryFolder()
        var clusters = Clusters(dimensions: 20, seed: 16)
        let batch = clusters.batch(0..<600)
        let query = clusters.next()
        let results = try [HNSWOptions.Originals.memory, .file(folder: folder.path)].map { originals in
            let index = try HNSWIndex(
                dimensions: 20, metric: .cosine, options: HNSWOptions(element: .int8, originals: originals))
            try index.upsert(batch)
            try index.compact()
            return try index.search(query, count: 20)
        }
        #expect(results[0] == results[1])
        #expect(try folder.names.isEmpty)
        #expect(throws: VectorError.self) {
            _ = try HNSWIndex(
                dimensions: 20, metric: .cosine,
                options: HNSWOptions(element: .int8, originals: .file(folder: folder.file("none"))))
        }
    }
}
