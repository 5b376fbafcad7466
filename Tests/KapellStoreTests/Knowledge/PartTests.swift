import KapellCore
import KapellStore
import Testing

@Suite("Parts of documents") struct PartTests {
    let folder = TemporaryFolder()

    private func span(_ start: Int, _ end: Int) -> ByteSpan { ByteSpan(start: start, end: end) }

    private var parts: [PartRecord] {
        [
            PartRecord(name: "a\0 ü.zip", span: span(0, 9)),
            PartRecord(
                name: "a\0 ü.zip › b.pdf", kind: "pdf", span: span(2, 9),
                pages: [PageRecord(number: 1, span: span(2, 5)), PageRecord(number: 2, span: span(5, 9))]),
        ]
    }

    @Test("Parts are read as they were written, and go with their document") func roundTrip() async throws {
        let (store, collection) = try await makeStore(folder)
        var new = document("x.zip", ["0123456789"])
        new.parts = parts
        let written = try await store.write(new, in: collection.id)
        #expect(try await store.parts(of: written.id) == parts)
        #expect(try await store.pages(of: written.id).isEmpty)
        #expect(try await store.parts(of: 99).isEmpty)
        new.parts = [parts[0]]
        _ = try await store.write(new, in: collection.id)
        #expect(try await store.parts(of: written.id) == [parts[0]])
        new.parts = parts
        _ = try await store.write(new, in: collection.id)
        try await store.removeDocument(written.id)
        #expect(try await store.parts(of: written.id).isEmpty)
        _ = try await store.write(new, in: collection.id)
        try await store.removeCollection(collection.name)
        try await store.verify()
    }

    @Test("Two pages of one number in a part, and parts without text, are refused") func wrong() async throws {
        let (store, collection) = try await makeStore(folder)
        var new = document("x.zip", ["0123456789"])
        new.parts = parts
        new.parts[1].pages[1].number = 1
        let twice = await failure { try await store.write(new, in: collection.id) }
        #expect(twice?.code == .invalidRequest)
        var empty = failedDocument("y.zip", KapellError(.corrupt, "broken"))
        empty.parts = parts
        #expect(await failure { try await store.write(empty, in: collection.id) }?.code == .invalidRequest)
    }

    @Test("A store of the version before opens, and its documents have no parts until they are written again")
    func older() async throws {
        let (store, collection) = try await makeStore(folder)
        var new = document("x.zip", ["0123456789"])
        let written = try await store.write(new, in: collection.id)
        for table in ["part_pages", "parts"] { try await store.execute("DROP TABLE \(table)") }
        try await store.execute("DELETE FROM grdb_migrations WHERE identifier IN ('knowledge-5', 'knowledge-6')")
        try store.close()
        let again = try SQLiteKnowledgeStore(path: folder.file("knowledge.sqlite"))
        #expect(try await again.text(of: written.id) == "0123456789")
        #expect(try await again.parts(of: written.id).isEmpty)
        new.parts = parts
        _ = try await again.write(new, in: collection.id)
        #expect(try await again.parts(of: written.id) == parts)
        try await again.verify()
    }

    @Test("Parts of a store from before their formats were kept have none") func olderKinds() async throws {
        let (store, collection) = try await makeStore(folder)
        var new = document("x.zip", ["0123456789"])
        new.parts = parts
        let written = try await store.write(new, in: collection.id)
        try await store.execute("ALTER TABLE parts DROP COLUMN kind")
        try await store.execute("DELETE FROM grdb_migrations WHERE identifier = 'knowledge-6'")
        try store.close()
        let again = try SQLiteKnowledgeStore(path: folder.file("knowledge.sqlite"))
        let read = try await again.parts(of: written.id)
        #expect(read.map(\.name) == parts.map(\.name) && read.allSatisfy { $0.kind == nil })
        new.parts[1].kind = "p\0df"
        let zero = await failure { try await again.write(new, in: collection.id) }
        #expect(zero?.code == .invalidRequest)
    }
}
