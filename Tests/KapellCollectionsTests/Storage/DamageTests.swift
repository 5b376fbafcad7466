import KapellCollections
import KapellCore
import KapellTesting
import KapellVectors
import Testing

@Suite struct DamageTests {
    /// A folder with two collections, each with a snapshot and a log.
    private func make(_ folder: String) async throws {
        var settings = smallSettings()
        settings.logBytes = 1_500
        var database = try await LocalVectorDatabase.open(folder: folder, settings: settings)
        for name in ["good", "bad"] {
            _ = try await database.create(VectorCollectionOptions(name: name, dimensions: 8))
        }
        for part in [0..<24, 24..<30] {
            for name in ["good", "bad"] {
                var samples = Samples(9)
                let collection = try await database.collection(name)
                for step in part {
                    try await collection.upsert([try samples.record("r\(step)")], namespace: step % 2 == 0 ? "" : "n")
                }
            }
            await database.close()
            // What comes later stays in the log.
            database = try await LocalVectorDatabase.open(folder: folder, settings: smallSettings())
        }
        await database.close()
    }

    /// The records of each namespace of the damaged collection.
    private func counts(_ database: LocalVectorDatabase) async -> Result<[Int], KapellError> {
        do throws(KapellError) {
            let bad = try await database.collection("bad")
            let first = try await bad.scroll(after: nil, limit: 99, where: nil, namespace: "", parts: [])
            let second = try await bad.scroll(after: nil, limit: 99, where: nil, namespace: "n", parts: [])
            return .success([first.count, second.count])
        } catch {
            return .failure(error)
        }
    }

    /// One byte of a file is another, or the file ends early: what can be read is what was written, or an error that
    /// names a file of that collection, when it is opened or when its namespace is. The other collection works.
    @Test func damageIsReportedAndStaysInItsCollection() async throws {
        let folder = try TestFolder()
        let path = "\(folder.path)/db"
        try await make(path)
        var random = SeededGenerator(23)
        let files = TestFolder.files(below: "\(path)/bad").filter { !$0.hasSuffix("lock") }
        #expect(files.contains { $0.contains("snapshot") } && files.contains { $0.contains("log/") })
        for round in 0..<48 {
            let file = files[round % files.count]
            let whole = TestFolder.bytes(file)
            guard !whole.isEmpty else { continue }
            var bytes = whole
            if round % 3 == 0 {
                bytes.removeLast(Int.random(in: 1...min(40, bytes.count), using: &random))
            } else {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            }
            try TestFolder.write(bytes, to: file)
            let database = try await LocalVectorDatabase.open(folder: path, settings: smallSettings())
            #expect(try await database.collection("good").count(where: nil, namespace: "") == 15)
            let counts = await counts(database)
            switch counts {
            case .success(let counts):
                // A torn end of the log is cut.
                #expect(counts == [15, 15] || file.contains("log/") && counts.allSatisfy { $0 <= 15 })
            case .failure(let error):
                #expect([.corrupt, .unsupported].contains(error.code), "\(error)")
                #expect(error.message.contains("\(path)/bad"), "\(error)")
                #expect(database.damagedCollections["bad"] != nil)
                #expect(try await database.collections().map(\.name).contains("good"))
            }
            await database.close()
            try TestFolder.write(whole, to: file)
        }
    }

    /// Texts are read when they are asked for: small sections from memory, large ones from the mapped file.
    @Test(arguments: [20, 2_000]) func aDamagedTextIsNamedWhenItIsReadAndTheRestWorks(length: Int) async throws {
        let folder = try TestFolder()
        let path = "\(folder.path)/db"
        var settings = smallSettings()
        settings.logBytes = 1
        var database = try await LocalVectorDatabase.open(folder: path, settings: settings)
        let options = VectorCollectionOptions(name: "docs", dimensions: 2, metric: .dot)
        func text(_ number: Int) -> String { "text number \(number) " + String(repeating: "x", count: length) }
        let collection = try await database.create(options)
        for number in 10..<30 {
            try await collection.upsert(
                [VectorRecord(id: "\(number)", vector: [1, 2], text: text(number))], namespace: "")
            // Snapshots are made meanwhile; what they have is let go from memory.
            let found = try await collection.records(ids: ["10", "\(number)"], namespace: "", parts: .text)
            #expect(Set(found.map(\.text)) == [text(10), text(number)])
        }
        await database.close()
        let file = try #require(
            TestFolder.files(below: path).first { $0.contains("snapshot") && $0.hasSuffix(".kapell") })
        var bytes = TestFolder.bytes(file)
        let place = try #require(bytes.firstRange(of: Array(text(17).utf8))).lowerBound
        bytes[place + 3] ^= 1
        try TestFolder.write(bytes, to: file)
        database = try await LocalVectorDatabase.open(folder: path, settings: smallSettings())
        let docs = try await database.collection("docs")
        let rest = try await docs.scroll(after: "17", limit: 99, where: nil, namespace: "", parts: .text)
        #expect(rest.map(\.text) == (18..<30).map { text($0) })
        #expect(try await docs.query(VectorQuery(vector: [1, 1], limit: 99, parts: .metadata)).matches.count == 20)
        let error = await #expect(throws: KapellError.self) {
            try await docs.query(VectorQuery(vector: [1, 1], limit: 99, parts: .text))
        }
        #expect(error?.code == .corrupt && error?.message.contains(file) == true, "\(error?.message ?? "")")
        #expect(try await database.verify().first?.failure?.code == .corrupt)
        await database.close()
    }

    @Test func leftoversOfACrashAreRemovedAndOtherFilesLeftAlone() async throws {
        let folder = try TestFolder()
        let path = "\(folder.path)/db"
        try await make(path)
        for name in ["bad/snapshot-00000000000000000099.new", ".making-x", ".removing-y"] {
            try TestFolder.makeFolder("\(path)/\(name)")
            try TestFolder.write([1, 2, 3], to: "\(path)/\(name)/part")
        }
        try TestFolder.write([1], to: "\(path)/notes.txt")
        let database = try await LocalVectorDatabase.open(folder: path)
        #expect(try await database.collection("bad").count(where: nil, namespace: "") == 15)
        await database.close()
        let names = TestFolder.files(below: path)
        #expect(names.contains("\(path)/notes.txt") && !names.contains { $0.hasSuffix("part") })
    }
}
