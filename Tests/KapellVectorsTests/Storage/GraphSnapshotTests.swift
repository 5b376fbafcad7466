import KapellTesting
import KapellVectors
import Synchronization
import Testing

@Suite("Snapshots of graphs")
struct GraphSnapshotTests {
    /// A graph with tombstones, free places and replaced vectors.
    private func sample(_ element: VectorElement, metric: VectorMetric = .cosine, count: Int = 1_500) throws
        -> VectorIndex
    {
        var random = SeededGenerator(7)
        let index = try VectorIndex(
            dimensions: 24, metric: metric,
            options: HNSWOptions(links: 8, efConstruction: 24, element: element), exactLimit: 100)
        try index.upsert((0..<count).map { (Int64($0) * 5 - 9, random.vector(24)) })
        index.remove(ids: stride(from: Int64(-9), to: 900, by: 15))
        try index.graph?.consolidate()
        index.remove(ids: stride(from: Int64(-4), to: 900, by: 35))
        try index.upsert((0..<20).map { (Int64($0) * 5 + 1_001, random.vector(24)) })
        return index
    }

    private func expectSame(_ a: VectorIndex, _ b: VectorIndex, seed: UInt64) throws {
        var random = SeededGenerator(seed)
        #expect(a.count == b.count)
        for round in 0..<20 {
            let query = random.vector(24)
            if round % 2 == 0 {
                #expect(try a.search(query, count: 10, ef: 40) == b.search(query, count: 10, ef: 40))
            } else {
                #expect(
                    try a.search(query, count: 10, where: { $0 % 3 == 0 })
                        == b.search(query, count: 10, where: { $0 % 3 == 0 }))
            }
        }
    }

    @Test("What was saved is opened, searched the same, and goes on the same", arguments: VectorElement.allCases)
    func roundTrip(element: VectorElement) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        let index = try sample(element)
        let saved = try #require(try index.graph?.statistics())
        try index.save(to: path, sequence: 41)
        #expect(try folder.names == ["index"])
        try VectorIndex.verify(path: path)

        let opened = try VectorIndex.open(path: path)
        #expect(opened.sequence == 41)
        #expect(opened.sectionNames.isEmpty)
        #expect(opened.index.exactLimit == 100)
        #expect(opened.index.options == index.options)
        #expect(Set(opened.index.ids) == Set(index.ids))
        let statistics = try #require(try opened.index.graph?.statistics())
        #expect(statistics.tombstones == saved.tombstones && statistics.tombstones > 0)
        #expect(statistics.free == saved.free && statistics.free > 0)
        #expect(statistics.unreachable == 0)
        for id in index.ids.prefix(50) { #expect(opened.index.vector(for: id) == index.vector(for: id)) }
        try expectSame(index, opened.index, seed: 1)

        // The same changes to both; the file stays as it is.
        let before = try readBytes(path)
        var random = SeededGenerator(3)
        let more = (0..<120).map { (id: Int64($0) * 11, vector: random.vector(24)) }
        for index in [index, opened.index] {
            try index.upsert(more)
            index.remove(ids: stride(from: Int64(1), to: 2_000, by: 20))
        }
        #expect(Set(opened.index.ids) == Set(index.ids))
        for (id, _) in more { #expect(opened.index.vector(for: id) == index.vector(for: id)) }
        try opened.index.graph?.repair()
        #expect(try opened.index.graph?.statistics().unreachable == 0)
        #expect(try readBytes(path) == before)

        try index.graph?.repair()

        // A second snapshot in the first one's place, while the first is mapped.
        try opened.index.save(to: path, sequence: 42)
        let again = try VectorIndex.open(path: path)
        #expect(again.sequence == 42)
        try expectSame(opened.index, again.index, seed: 2)
        try opened.index.graph?.compact()
        try again.index.graph?.compact()
        try expectSame(opened.index, again.index, seed: 4)
    }

    @Test("Many changes after opening keep every vector reachable", arguments: [VectorElement.float32, .int8])
    func changes(element: VectorElement) async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        try sample(element, metric: .l2).save(to: path, sequence: 1)
        let index = try VectorIndex.open(path: path, originals: .file(folder: folder.path)).index
        var random = SeededGenerator(3)
        for round in 0..<4 {
            index.remove(ids: index.ids.sorted().prefix(300))
            let batch = (0..<400).map { (id: Int64(100_000 + round * 400 + $0), vector: random.vector(24)) }
            try await index.upsert(batch, tasks: 2)
            for (id, vector) in batch.prefix(40) {
                #expect(try index.search(vector, count: 1, ef: 200).matches.first?.id == id)
            }
        }
        try index.graph?.repair()
        let statistics = try #require(try index.graph?.statistics())
        #expect(statistics.unreachable == 0)
        #expect(statistics.vectors == index.count)
    }

    @Test("Few vectors, none, and an emptied graph are saved too", arguments: VectorMetric.allCases)
    func small(metric: VectorMetric) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        var random = SeededGenerator(2)
        for count in [0, 1, 50] {
            let index = try VectorIndex(dimensions: 5, metric: metric)
            try index.upsert((0..<count).map { (Int64($0), random.vector(5)) })
            try index.save(to: path, sequence: 9)
            let opened = try VectorIndex.open(path: path).index
            #expect(opened.graph == nil && opened.metric == metric)
            let query = random.vector(5)
            #expect(try opened.search(query, count: 9) == index.search(query, count: 9))
            #expect(throws: VectorError.self) { try HNSWIndex.open(path: path) }
        }
        let graph = try HNSWIndex(dimensions: 5, metric: metric)
        for round in 0..<2 {
            try graph.save(to: path, sequence: 1)
            let opened = try HNSWIndex.open(path: path).index
            #expect(opened.isEmpty)
            try opened.upsert(id: 3, vector: [1, 2, 3, 4, 5])
            #expect(try opened.search([1, 2, 3, 4, 5], count: 2).matches.map(\.id) == [3])
            if round == 0 {
                try graph.upsert((0..<30).map { (Int64($0), random.vector(5)) })
                graph.remove(ids: 0..<30)
                try graph.consolidate()
            }
        }
    }

    @Test("A caller's sections come back, and names that cannot be are refused")
    func sections() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        var filters = FilterIndex()
        try filters.upsert(row: 3, Metadata([("lang", .string("de"))]))
        let index = try sample(.float32, count: 200)
        let sections = [
            SnapshotSection(name: "filter", bytes: filters.bytes), SnapshotSection(name: "empty", bytes: []),
            SnapshotSection(name: "x-1", bytes: [1, 2, 3]),
        ]
        try index.save(to: path, sequence: 3, sections: sections)
        let opened = try VectorIndex.open(path: path)
        #expect(opened.sectionNames == ["filter", "empty", "x-1"])
        for section in sections { #expect(try opened.section(section.name) == section.bytes) }
        #expect(try opened.section("none") == nil)
        #expect(try opened.section("kv-index") == nil)
        let read = try FilterIndex(bytes: try #require(try opened.section("filter")))
        #expect(read.metadata(of: 3) == filters.metadata(of: 3))
        for name in ["", "kv-x", "A", "ninechars", "ä"] {
            #expect(throws: VectorError.self) {
                try index.save(to: path, sequence: 4, sections: [SnapshotSection(name: name, bytes: [])])
            }
        }
        #expect(throws: VectorError.self) { try index.save(to: path, sequence: 4, sections: sections + sections) }
        #expect(try VectorIndex.open(path: path).sequence == 3)
    }

    @Test("A device that is full or does not synchronise leaves the old snapshot", arguments: [false, true])
    func failures(graph: Bool) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("index")
        let index = try sample(.int8, count: graph ? 200 : 90)
        #expect((index.graph != nil) == graph)
        try index.save(to: path, sequence: 1)
        let before = try readBytes(path)
        for room in [0, 10, 64, 300, 5_000, before.count, before.count + 63] {
            let device = FailingDevice()
            device.state.withLock { $0.room = room }
            #expect(throws: VectorError.diskFull(path: path)) {
                try index.save(to: path, sequence: 2, calls: device.calls)
            }
        }
        for synchronizations in 0..<2 {
            let device = FailingDevice()
            device.state.withLock { $0.synchronizations = synchronizations }
            let error = #expect(throws: VectorError.self) {
                try index.save(to: path, sequence: 1, calls: device.calls)
            }
            guard case .storage(path, _, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(try readBytes(path) == before)
        #expect(try folder.names == ["index"])
    }
}
