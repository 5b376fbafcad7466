import KapellCollections
import KapellCore
import KapellJSON
import KapellLexical
import KapellTesting
import KapellVectors
import Testing

@Suite struct NamespaceTests {
    private func open(_ folder: TestFolder, bytes: Int?, exactLimit: Int = 4_096) async throws -> LocalVectorDatabase {
        var settings = smallSettings(exactLimit: exactLimit)
        settings.namespaceBytes = bytes
        return try await LocalVectorDatabase.open(folder: "\(folder.path)/db", settings: settings)
    }

    private func record(_ number: Int, of tenant: Int) -> VectorRecord {
        VectorRecord(id: "\(tenant)-\(number)", vector: [Float(tenant), Float(number), 1], text: "text \(number)")
    }

    @Test func aThousandNamespacesStayWithinFewBytesAndLoseNothing() async throws {
        let folder = try TestFolder()
        let limit = 1 << 20
        var database = try await open(folder, bytes: limit)
        let options = VectorCollectionOptions(name: "docs", dimensions: 3, metric: .dot)
        let docs = try await database.create(options)
        let highest = try await withThrowingTaskGroup(of: Int.self) { [database] group in
            for worker in 0..<8 {
                group.addTask {
                    var highest = 0
                    for tenant in stride(from: worker, to: 1_000, by: 8) {
                        try await docs.upsert([record(0, of: tenant), record(1, of: tenant)], namespace: "t\(tenant)")
                        highest = max(highest, database.residentBytes)
                    }
                    return highest
                }
            }
            return try await group.reduce(0) { max($0, $1) }
        }
        // Writers wait when half as much again is open; those under way may have gone on.
        #expect(highest > limit && highest < limit * 2, "\(highest)")
        #expect(try await eventually { database.residentBytes <= limit })
        await database.close()

        database = try await open(folder, bytes: limit)
        let again = try await database.collection("docs")
        #expect(try await again.namespaces().count == 1_000)
        let closed = try await database.statistics(of: "docs")
        #expect(closed.namespaces.count == 1_000 && closed.records == 2_000)
        #expect(closed.namespaces.allSatisfy { $0.records == 2 } && closed.openNamespaces < 70)
        for tenant in 0..<1_000 {
            let found = try await again.query(
                VectorQuery(vector: [0, 1, 0], limit: 5, namespace: "t\(tenant)", parts: .all))
            #expect(found.matches.map(\.record) == [record(1, of: tenant), record(0, of: tenant)])
            // What the log had is in no file at first.
            #expect(database.residentBytes <= limit + limit / 4)
        }
        #expect(
            try await eventually {
                let now = try await database.statistics(of: "docs")
                return (10..<70).contains(now.openNamespaces) && now.residentBytes == database.residentBytes
            })
        await database.close()
    }

    /// Searches, writes, backups and closing at once: a search sees records of its own namespace alone and whole batches,
    /// and what is there in the end is what was written.
    @Test func searchesAndWritesGoOnWhileNamespacesAreClosed() async throws {
        let folder = try TestFolder()
        var database = try await open(folder, bytes: 150_000, exactLimit: 12)
        let options = VectorCollectionOptions(
            name: "docs", dimensions: 3, metric: .dot, analyzer: try Analyzer(language: .english).identifier)
        let docs = try await database.create(options)
        for tenant in 0..<12 { try await docs.upsert([record(0, of: tenant)], namespace: "t\(tenant)") }
        try await withThrowingTaskGroup(of: Void.self) { [database] group in
            for worker in 0..<2 {
                group.addTask {
                    for step in 1..<40 {
                        let tenant = (step * 5 + worker) % 12
                        let batch = (0..<3).map { record(step * 6 + worker * 3 + $0, of: tenant) }
                        try await docs.upsert(batch, namespace: "t\(tenant)")
                        if step % 4 == 0 { try await docs.delete(ids: batch.map(\.id), namespace: "t\(tenant)") }
                    }
                }
            }
            for worker in 0..<3 {
                group.addTask {
                    for step in 0..<150 {
                        let tenant = (step * 7 + worker) % 12
                        var query = VectorQuery(vector: [1, 1, 1], limit: 100, namespace: "t\(tenant)", parts: .all)
                        if step % 3 == 0 { query.text = "text" }
                        let found = try await docs.query(query).matches
                        #expect(found.count % 3 == 1 && Set(found.map(\.record.id)).count == found.count)
                        #expect(found.allSatisfy { $0.record.vector.first == Float(tenant) && $0.record.text != nil })
                    }
                }
            }
            group.addTask {
                for number in 0..<3 { try await database.backup(to: "\(folder.path)/backup\(number)") }
            }
            try await group.waitForAll()
        }
        await database.close()
        for name in ["db", "backup2"] {
            database = try await LocalVectorDatabase.open(folder: "\(folder.path)/\(name)", settings: smallSettings())
            let copy = try await database.collection("docs")
            var all = 0
            for tenant in 0..<12 { all += try await copy.count(where: nil, namespace: "t\(tenant)") }
            // Two writers, 39 batches of three, 9 of them removed again.
            #expect(name == "db" ? all == 12 + 2 * 30 * 3 : all % 3 == 0, "\(name): \(all)")
            #expect(try await database.verify().allSatisfy { $0.failure == nil })
            await database.close()
        }
    }

    @Test func aNamespaceThatWasDroppedStaysGoneAndMayComeAgain() async throws {
        let folder = try TestFolder()
        var database = try await open(folder, bytes: 0)
        let docs = try await database.create(VectorCollectionOptions(name: "docs", dimensions: 3, metric: .dot))
        for tenant in 0..<6 { try await docs.upsert([record(0, of: tenant)], namespace: "t\(tenant)") }
        // One stays open, however few bytes there may be.
        #expect(try await eventually { database.openStatistics.first?.openNamespaces == 1 })
        try await docs.drop(namespace: "t2")
        try await docs.drop(namespace: "t3")
        try await docs.upsert([record(9, of: 3)], namespace: "t3")
        for reopens in [false, true] {
            if reopens {
                await database.close()
                database = try await open(folder, bytes: 0)
            }
            let docs = try await database.collection("docs")
            #expect(try await docs.namespaces() == ["t0", "t1", "t3", "t4", "t5"])
            for tenant in 0..<6 {
                let all = try await docs.scroll(after: nil, limit: 9, where: nil, namespace: "t\(tenant)", parts: [])
                #expect(all.map(\.id) == (tenant == 2 ? [] : [tenant == 3 ? "3-9" : "\(tenant)-0"]))
            }
        }
        await database.close()
    }

    @Test func aDamagedNamespaceFailsAloneAndIsNamed() async throws {
        let folder = try TestFolder()
        var database = try await open(folder, bytes: 0)
        let docs = try await database.create(VectorCollectionOptions(name: "docs", dimensions: 3, metric: .dot))
        for tenant in 0..<3 { try await docs.upsert([record(0, of: tenant)], namespace: "t\(tenant)") }
        #expect(try await eventually { database.openStatistics.first?.openNamespaces == 1 })
        await database.close()
        let files = TestFolder.files(below: "\(folder.path)/db").filter { $0.hasSuffix(".kapell") }
        let file = try #require(files.first { TestFolder.bytes($0).firstRange(of: Array("1-0".utf8)) != nil })
        var bytes = TestFolder.bytes(file)
        bytes[try #require(bytes.firstRange(of: Array("1-0".utf8))).lowerBound] ^= 1
        try TestFolder.write(bytes, to: file)
        database = try await open(folder, bytes: nil)
        let again = try await database.collection("docs")
        #expect(database.damagedCollections.isEmpty)
        for tenant in [0, 2] {
            #expect(try await again.records(ids: ["\(tenant)-0"], namespace: "t\(tenant)", parts: .all).count == 1)
        }
        for _ in 0..<2 {
            let error = await #expect(throws: KapellError.self) {
                try await again.records(ids: ["1-0"], namespace: "t1", parts: .all)
            }
            #expect(error?.code == .corrupt && error?.message.contains(file) == true, "\(String(describing: error))")
            let refused = await #expect(throws: KapellError.self) {
                try await again.upsert([record(1, of: 1)], namespace: "t1")
            }
            #expect(refused?.code == .corrupt)
        }
        #expect(database.damagedCollections["docs"]?.code == .corrupt)
        try await again.upsert([record(1, of: 0)], namespace: "t0")
        #expect(try await again.count(where: nil, namespace: "t0") == 2)
        await database.close()
    }

    /// Snapshots of older programs do not say how many records a namespace has.
    @Test func whatASnapshotDoesNotSayIsCountedWhenItIsAskedFor() async throws {
        let folder = try TestFolder()
        var database = try await open(folder, bytes: 0)
        let docs = try await database.create(VectorCollectionOptions(name: "docs", dimensions: 3, metric: .dot))
        for tenant in 0..<3 { try await docs.upsert([record(0, of: tenant)], namespace: "t\(tenant)") }
        #expect(try await eventually { database.openStatistics.first?.openNamespaces == 1 })
        await database.close()
        let manifest = try #require(
            TestFolder.files(below: "\(folder.path)/db").first { $0.hasSuffix("/snapshot.json") })
        let bytes = TestFolder.bytes(manifest)
        let end = try #require(bytes.firstIndex(of: 10))
        var json = try #require(try JSONValue(parsing: Array(bytes[(end + 1)...])).objectValue)
        json["namespaces"] = .array(
            (json["namespaces"]?.arrayValue ?? []).map { item in
                var object = item.objectValue ?? JSONObject()
                #expect(object["records"] == 1)
                object["records"] = nil
                return .object(object)
            })
        let body = JSONValue.object(json).serializedBytes()
        let digits = String(body.withUnsafeBytes { VectorKernels.crc32c($0) }, radix: 16)
        let head = "KAPELL snapshot 1 \(String(repeating: "0", count: 8 - digits.count))\(digits)\n"
        try TestFolder.write(Array(head.utf8) + body, to: manifest)
        database = try await open(folder, bytes: nil)
        let again = try await database.collection("docs")
        let before = try await database.statistics(of: "docs")
        #expect(try await again.namespaces() == ["t0", "t1", "t2"] && before.namespaces.contains { $0.records == nil })
        for tenant in 0..<3 { #expect(try await again.count(where: nil, namespace: "t\(tenant)") == 1) }
        #expect(try await database.statistics(of: "docs").records == 3)
        await database.close()
    }
}
