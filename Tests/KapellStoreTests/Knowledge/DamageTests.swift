import KapellCore
import KapellStore
import KapellTesting
import Testing

@Suite("Damaged stores") struct DamageTests {
    let folder = TemporaryFolder()

    /// Bytes of a store with some documents, closed.
    private func bytes() async throws -> [UInt8] {
        let (store, collection) = try await makeStore(folder)
        for index in 0..<12 {
            _ = try await store.write(
                document("document \(index)", (0..<6).map { "paragraph \($0) of \(index) about notice and rent" }),
                in: collection.id)
        }
        try store.close()
        return folder.read("knowledge.sqlite")
    }

    /// Calls everything; returns the first error, and fails on any that is not a `KapellError`.
    private func useAll(_ name: String) async -> KapellError? {
        var first: KapellError?
        do {
            let store = try SQLiteKnowledgeStore(path: folder.file(name))
            let calls: [() async throws -> Any] = [
                { try await store.collections() },
                { try await store.documents(in: 1) },
                { try await store.document(3) as Any },
                { try await store.text(of: 3) as Any },
                { try await store.pages(of: 3) },
                { try await store.chunks(ofDocument: 3) },
                { try await store.chunks(Array(1...40)) },
                { try await store.textChanges(in: 1, after: 0, limit: 200) },
                { try await store.openings(in: 1, bytes: 100) },
                { try await store.documentNumbers(ofChunks: Array(1...40)) },
                { try await store.chunkNumbers(ofDocuments: [3, 4]) },
                { try await store.changes(in: 1, after: 0, limit: 100) },
                { try await store.vectors(forTextHashes: ["hash of x"], in: 1) },
                { try await store.write(document("document 5", ["new text"]), in: 1) },
                { try await store.removeDocument(4) },
                { try await store.verify() },
                { try await store.removeCollection("contracts") },
            ]
            for call in calls {
                do { _ = try await call() } catch {
                    if let error = error as? KapellError { first = first ?? error } else { Issue.record(error) }
                }
            }
        } catch {
            first = error
        }
        return first
    }

    @Test("A store cut short is damaged, wherever it was cut") func truncated() async throws {
        let whole = try await bytes()
        var generator = SeededGenerator(3)
        for round in 0..<20 {
            let length = round == 0 ? whole.count - 1 : Int.random(in: 1..<whole.count, using: &generator)
            try folder.write(Array(whole[..<length]), to: "cut-\(round).sqlite")
            let error = await useAll("cut-\(round).sqlite")
            #expect(error?.code == .corrupt, "cut at \(length) of \(whole.count): \(error?.message ?? "no error")")
            #expect(error?.remedy != nil)
        }
    }

    @Test("A store with changed bytes gives results or clear errors, and never crashes", arguments: 0..<4)
    func flipped(part: UInt64) async throws {
        let whole = try await bytes()
        var generator = SeededGenerator(part)
        for round in 0..<12 {
            var damaged = whole
            for _ in 0..<Int.random(in: 1..<40, using: &generator) {
                let place = Int.random(in: round % 4 == 0 ? 0..<4096 : 0..<whole.count, using: &generator)
                damaged[place] = UInt8.random(in: 0...255, using: &generator)
            }
            try folder.write(damaged, to: "flip-\(round).sqlite")
            _ = await useAll("flip-\(round).sqlite")
        }
    }

    @Test("Values of the wrong type are damage, and no trap") func types() async throws {
        for column in ["modified", "hash", "warnings", "chunks", "name"] {
            let local = TemporaryFolder()
            let (store, collection) = try await makeStore(local)
            _ = try await store.write(document("a", ["x"]), in: collection.id)
            try await store.execute(
                "PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '')")
            try store.close()
            let again = try SQLiteKnowledgeStore(path: store.path)
            try await again.execute("UPDATE documents SET \(column) = NULL")
            let error = await failure { try await again.documents(in: collection.id) }
            #expect(error?.code == .corrupt, "\(column)")
        }
    }

    @Test("Checking finds a text that disagrees, a wrong count, and a wrong length") func verification()
        async throws
    {
        let damages = [
            "UPDATE chunks SET text = CAST('something else' AS BLOB) WHERE id = 1",
            "UPDATE collections SET documents = 7",
            "UPDATE collections SET chunks = 7",
            "UPDATE documents SET chunks = 7 WHERE id = 1",
            "UPDATE chunks SET vector = x'00' WHERE id = 1",
            "UPDATE counter SET sequence = 1",
            "UPDATE collections SET sequence = 1",
            "UPDATE document_texts SET text = CAST('something else' AS BLOB)",
            "DELETE FROM document_texts",
        ]
        for damage in damages {
            let local = TemporaryFolder()
            let (store, collection) = try await makeStore(local)
            _ = try await store.write(document("a", ["one", "two", "three"]), in: collection.id)
            try await store.verify()
            try await store.execute(damage)
            #expect(await failure { try await store.verify() }?.code == .corrupt, "\(damage)")
        }
    }
}
