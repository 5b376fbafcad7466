import KapellCollections
import KapellCore
import KapellTesting
import KapellVectors
import Testing

/// Namespaces that come and go, and graphs that are looked after, in a process that is killed.
@Suite(.serialized) struct NamespaceKillTests {
    private static let tenants = 12
    /// So many numbers stay; older ones are removed.
    private static let kept = 72

    private static func open(_ folder: String) async throws -> LocalVectorDatabase {
        // Graphs, and room for some namespaces.
        var settings = smallSettings(exactLimit: 10)
        settings.namespaceBytes = 120_000
        return try await LocalVectorDatabase.open(folder: "\(folder)/db", settings: settings)
    }

    private static func records(_ number: Int) -> [VectorRecord] {
        (0..<3).map { part in
            VectorRecord(
                id: "\(number)-\(part)", vector: [Float(number), Float(part + 1), 3, 4], text: "number \(number)")
        }
    }

    @Test(.enabled(if: ChildProcess.folder != nil)) func playsItsPart() async throws {
        let folder = try #require(ChildProcess.folder)
        let database = try await Self.open(folder)
        let isNew = try await database.collections().isEmpty
        let docs =
            isNew
            ? try await database.create(VectorCollectionOptions(name: "docs", dimensions: 4, metric: .l2))
            : try await database.collection("docs")
        var options = UpkeepOptions()
        (options.tombstones, options.tombstoneShare, options.free, options.freeShare) = (2, 0.01, 4, 0.2)
        let upkeep = CollectionUpkeep(options)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await upkeep.run(database, clock: ContinuousClock(), pause: .milliseconds(1)) }
            group.addTask {
                for number in try await docs.count(where: nil, namespace: "done")..<1_000_000 {
                    let namespace = "t\(number % Self.tenants)"
                    try await docs.upsert(Self.records(number), namespace: namespace)
                    try await docs.delete(
                        ids: Self.records(number - Self.kept).map(\.id), namespace: namespace)
                    ChildProcess.acknowledge("\(number)", in: folder)
                    try await docs.upsert([VectorRecord(id: "\(number)", vector: [1, 1, 1, 1])], namespace: "done")
                }
            }
            try await group.next()
        }
    }

    @Test(.enabled(if: ChildProcess.isPossible && ChildProcess.folder == nil))
    func nothingIsLostAndNothingComesBack() async throws {
        let folder = try TestFolder()
        var random = SeededGenerator(31)
        for round in 1...3 {
            let child = try ChildProcess(folder: folder.path, part: "NamespaceKillTests/playsItsPart")
            #expect(await child.reached(round * 85 + Int.random(in: 0..<30, using: &random)))
            await child.crash()
            let last = try #require(child.acknowledged().compactMap(Int.init).max())
            let database = try await Self.open(folder.path)
            let docs = try await database.collection("docs")
            #expect(try await docs.namespaces().count == Self.tenants + 1)
            for number in max(0, last - Self.kept + 1)...last {
                // The next one may have been written, and its older one removed, without being acknowledged.
                let mayBeGone = number == last + 1 - Self.kept
                let expected = Self.records(number)
                let found = try await docs.records(
                    ids: expected.map(\.id), namespace: "t\(number % Self.tenants)", parts: .all)
                #expect(found == expected || mayBeGone && found.isEmpty)
                let near = try await docs.query(
                    VectorQuery(vector: expected[1].vector, limit: 1, namespace: "t\(number % Self.tenants)"))
                #expect(near.matches.first?.record.id == expected[1].id || mayBeGone)
            }
            for number in max(0, last - Self.kept - 40)..<max(0, last - Self.kept + 1) {
                let ids = Self.records(number).map(\.id)
                let namespace = "t\(number % Self.tenants)"
                #expect(try await docs.records(ids: ids, namespace: namespace, parts: []).isEmpty, "\(number)")
            }
            // What stands after it, whatever was under way.
            let upkeep = CollectionUpkeep()
            for _ in 0..<Self.tenants { try await database.tend(upkeep) }
            #expect(database.openStatistics.allSatisfy { $0.graph.unreachable == 0 })
            #expect(database.damagedCollections.isEmpty)
            await database.close()
        }
    }
}
