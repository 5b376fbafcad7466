import KapellCore
import KapellStore
import Testing

@Suite("Knowledge bases") struct CollectionTests {
    let folder = TemporaryFolder()

    @Test("A knowledge base is made once, and found by name") func creation() async throws {
        let (store, made) = try await makeStore(folder)
        #expect(
            made
                == CollectionRecord(
                    id: made.id, name: "contracts", fingerprint: "model", dimensions: 3, documents: 0, chunks: 0,
                    sequence: 0))
        #expect(try await store.collection("contracts") == made)
        #expect(try await store.collection("Contracts") == nil)
        let again = try await store.createCollection("contracts", fingerprint: "another", dimensions: 5)
        #expect(again == made)
        _ = try await store.createCollection("archive", fingerprint: "model", dimensions: 3)
        #expect(try await store.collections().map(\.name) == ["archive", "contracts"])
    }

    @Test("Two that make the same knowledge base at once get the same one") func creationRace() async throws {
        let store = try SQLiteKnowledgeStore(path: folder.file("race.sqlite"))
        let ids = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<8 {
                group.addTask { try await store.createCollection("a", fingerprint: "f", dimensions: 2).id }
            }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
    }

    @Test(
        "A knowledge base without a name or without dimensions is refused", arguments: [("", 3), ("a\0b", 3), ("a", 0)])
    func invalid(name: String, dimensions: Int) async throws {
        let store = try SQLiteKnowledgeStore(path: folder.file("a.sqlite"))
        let error = await failure { try await store.createCollection(name, fingerprint: "f", dimensions: dimensions) }
        #expect(error?.code == .invalidRequest)
        #expect(try await store.collections().isEmpty)
    }

    @Test("Counts and the newest sequence number follow the documents") func counts() async throws {
        let (store, made) = try await makeStore(folder)
        let first = try await store.write(document("a", ["one", "two"]), in: made.id)
        _ = try await store.write(document("b", ["three"]), in: made.id)
        var record = try #require(try await store.collection("contracts"))
        #expect((record.documents, record.chunks, record.sequence) == (2, 3, 3))
        try await store.removeDocument(first.id)
        record = try #require(try await store.collection("contracts"))
        #expect((record.documents, record.chunks, record.sequence) == (1, 1, 5))
        try await store.verify()
    }

    @Test("A removed knowledge base leaves nothing, and its number is never used again") func removal() async throws {
        let (store, made) = try await makeStore(folder)
        let other = try await store.createCollection("other", fingerprint: "model", dimensions: 3)
        let gone = try await store.write(
            document("a", ["one", "two"], pages: [PageRecord(number: 1, span: ByteSpan(start: 0, end: 3))]), in: made.id
        )
        _ = try await store.write(document("a", ["three"]), in: made.id)
        let kept = try await store.write(document("a", ["one kept"]), in: other.id)
        try await store.removeCollection("contracts")
        try await store.removeCollection("contracts")
        #expect(try await store.collections().map(\.name) == ["other"])
        #expect(try await store.document(gone.id) == nil)
        #expect(try await store.text(of: gone.id) == nil)
        #expect(try await store.chunks(ofDocument: gone.id).isEmpty)
        for table in ["chunks", "documents", "document_texts"] {
            #expect(try await store.number("SELECT count(*) FROM \(table)") == 1, "\(table)")
        }
        for table in ["pages", "removals"] {
            #expect(try await store.number("SELECT count(*) FROM \(table)") == 0, "\(table)")
        }
        #expect(try await texts(store, in: other.id) == ["one kept"])
        let again = try await store.createCollection("contracts", fingerprint: "model", dimensions: 3)
        #expect(again.id > other.id)
        let anew = try await store.write(document("a", ["four"]), in: again.id)
        #expect(anew.id > kept.id)
        try await store.verify()
    }

    @Test("A number of a knowledge base that is not there is said to be missing") func missing() async throws {
        let (store, _) = try await makeStore(folder)
        let calls: [() async throws -> Any] = [
            { try await store.documents(in: 9) },
            { try await store.write(document("a", ["x"]), in: 9) },
            { try await store.changes(in: 9, after: 0, limit: 3) },
            { try await store.textChanges(in: 9, after: 0, limit: 3) },
            { try await store.vectors(forTextHashes: ["x"], in: 9) },
        ]
        for call in calls {
            let error = await failure { try await call() }
            #expect(error?.code == .notFound)
            #expect(error?.message.contains("9") == true)
        }
    }
}
