import KapellCore
import KapellStore
import Testing

@Suite("Documents") struct DocumentTests {
    let folder = TemporaryFolder()

    @Test("A document is read as it was written, with text, pages and chunks") func roundTrip() async throws {
        let (store, collection) = try await makeStore(folder)
        let pages = [
            PageRecord(number: 1, span: ByteSpan(start: 0, end: 7)),
            PageRecord(number: 2, span: ByteSpan(start: 7, end: 30)),
        ]
        var new = document("a/b ü.pdf", ["Straße 1", "zero\0byte", "👩‍👩‍👧 é"], heading: "§ 1 › a\0b", pages: pages)
        new.record.title = "A \"title\"\0!"
        new.record.warnings = ["one", "two \0 \u{1F600}"]
        new.record.path = "/x\u{202E}/a"
        new.record.modified = .max
        let written = try await store.write(new, in: collection.id)
        #expect(written.chunks == 3)
        #expect(written.collection == collection.id)
        #expect(try await store.document(written.id) == written)
        #expect(try await store.documents(in: collection.id) == [written])
        #expect(try await store.text(of: written.id) == new.text)
        #expect(try await store.pages(of: written.id) == pages)
        let chunks = try await store.chunks(ofDocument: written.id)
        #expect(chunks.map(\.text) == new.chunks.map(\.text))
        #expect(chunks.map(\.span) == new.chunks.map(\.span))
        #expect(chunks.map(\.ordinal) == [0, 1, 2])
        #expect(chunks.allSatisfy { $0.heading == "§ 1 › a\0b" && $0.page == 1 && $0.document == written.id })
        #expect(try await store.chunks(chunks.map(\.id).reversed() + [999]) == chunks.reversed())
        #expect(try await store.chunks([]).isEmpty)
        try await store.verify()
    }

    @Test("Vectors keep every bit") func vectorBits() async throws {
        let (store, collection) = try await makeStore(folder)
        var new = document("a", ["x"])
        new.chunks[0].vector = [-0.0, .leastNonzeroMagnitude, Float(bitPattern: 0x7FC0_0001)]
        _ = try await store.write(new, in: collection.id)
        let change = try #require(try await store.changes(in: collection.id, after: 0, limit: 1).first)
        #expect(change.vector?.map(\.bitPattern) == new.chunks[0].vector.map(\.bitPattern))
    }

    @Test("Documents come by name") func order() async throws {
        let (store, collection) = try await makeStore(folder)
        for name in ["b", "a/z", "a", "B"] { _ = try await store.write(document(name, [name]), in: collection.id) }
        #expect(try await store.documents(in: collection.id).map(\.name) == ["B", "a", "a/z", "b"])
    }

    @Test("What is not there is nothing, and no error") func absent() async throws {
        let (store, _) = try await makeStore(folder)
        #expect(try await store.document(7) == nil)
        #expect(try await store.text(of: 7) == nil)
        #expect(try await store.pages(of: 7).isEmpty)
        #expect(try await store.chunks(ofDocument: 7).isEmpty)
        #expect(try await store.chunks([7, -1]).isEmpty)
        try await store.removeDocument(7)
        try await store.touch(7, modified: 1)
    }

    @Test("A failure is kept with its code, message and remedy, and takes the place of what was there")
    func failureRecord() async throws {
        let (store, collection) = try await makeStore(folder)
        let good = try await store.write(document("a.pdf", ["indexed words"]), in: collection.id)
        let error = KapellError(
            .encrypted, "\"a.pdf\" is encrypted.", remedy: "Remove the password.", isRetryable: true)
        let failed = try await store.write(failedDocument("a.pdf", error), in: collection.id)
        #expect(failed.id == good.id)
        #expect(try await store.document(good.id)?.failure == error)
        #expect(try await store.text(of: good.id) == nil)
        #expect(try await store.chunks(ofDocument: good.id).isEmpty)
        #expect(try await texts(store, in: collection.id).isEmpty)
        _ = try await store.write(document("a.pdf", ["mended"]), in: collection.id)
        #expect(try await store.document(good.id)?.failure == nil)
        try await store.verify()
    }

    @Test("An empty document has empty text and no chunks") func empty() async throws {
        let (store, collection) = try await makeStore(folder)
        let written = try await store.write(document("empty", []), in: collection.id)
        #expect(written.chunks == 0)
        #expect(try await store.text(of: written.id) == "")
    }

    @Test("A touched document has another modification time and nothing else") func touch() async throws {
        let (store, collection) = try await makeStore(folder)
        let written = try await store.write(document("a", ["x"]), in: collection.id)
        try await store.touch(written.id, modified: 77)
        var expected = written
        expected.modified = 77
        #expect(try await store.document(written.id) == expected)
        #expect(try await store.collection("contracts")?.sequence == 1)
    }

    @Test("Vectors are found by the hash of their text, in their knowledge base only") func vectorsByHash() async throws
    {
        let (store, collection) = try await makeStore(folder)
        let other = try await store.createCollection("other", fingerprint: "model", dimensions: 3)
        let texts = (0..<1500).map { "text \($0)" }
        _ = try await store.write(document("a", texts), in: collection.id)
        _ = try await store.write(document("copy", ["text 1", "text 1"]), in: collection.id)
        _ = try await store.write(document("b", ["elsewhere"]), in: other.id)
        let hashes = (texts + ["elsewhere", "nowhere", "\"'\0"]).map { "hash of \($0)" }
        let vectors = try await store.vectors(forTextHashes: hashes, in: collection.id)
        #expect(vectors.count == 1500)
        for text in texts { #expect(vectors["hash of \(text)"] == vector(of: text)) }
        #expect(try await store.vectors(forTextHashes: [], in: collection.id).isEmpty)
    }

    @Test("Documents open with the beginning of their text; chunks lead to documents, and documents to chunks")
    func openings() async throws {
        let (store, collection) = try await makeStore(folder)
        let first = try await store.write(document("a", ["OFFICE LEASE, Suite 410", "Body."]), in: collection.id)
        _ = try await store.write(failedDocument("b", KapellError(.corrupt, "broken")), in: collection.id)
        let other = try await store.write(document("c", ["Other."]), in: collection.id)
        let openings = try await store.openings(in: collection.id, bytes: 12)
        #expect(openings.first == DocumentOpening(document: first.id, name: "a", text: "OFFICE LEASE"))
        let numbers = try await store.chunkNumbers(ofDocuments: [first.id])
        #expect(try await store.chunks(ofDocument: first.id).map(\.id).sorted() == numbers.sorted())
        #expect(try await store.chunkNumbers(ofDocuments: []).isEmpty)
        let all = numbers + (try await store.chunkNumbers(ofDocuments: [other.id]))
        #expect(try await store.documentNumbers(ofChunks: all + [999, .min]) == [first.id, other.id])
        #expect(try await store.documentNumbers(ofChunks: []).isEmpty)
    }

    @Test(
        "The header of a table and the larger passage of a chunk are kept; a store of the version before opens without")
    func around() async throws {
        let folder = try TemporaryFolder()
        let (store, collection) = try await makeStore(folder)
        var new = document("a", ["one", "two"])
        (new.chunks[1].tableHeader, new.chunks[1].parent) = ("| a\0 |", ByteSpan(start: 0, end: 8))
        let written = try await store.write(new, in: collection.id)
        let chunks = try await store.chunks(ofDocument: written.id)
        #expect(
            chunks.map(\.tableHeader) == ["", "| a\0 |"] && chunks.map(\.parent) == [nil, ByteSpan(start: 0, end: 8)])
        let changes = try await store.textChanges(in: collection.id, after: 0, limit: 10)
        #expect(changes.map { $0.text?.tableHeader } == ["", "| a\0 |"])
        for wrong in [
            ByteSpan(start: 0, end: 4), ByteSpan(start: 6, end: 8), ByteSpan(start: -1, end: 8),
            ByteSpan(start: 0, end: 9),
        ] {
            new.chunks[1].parent = wrong
            await #expect(throws: KapellError.self) { try await store.write(new, in: collection.id) }
        }
        for column in ["table_header", "parent_start", "parent_end"] {
            try await store.execute("ALTER TABLE chunks DROP COLUMN \(column)")
        }
        try await store.execute("DELETE FROM grdb_migrations WHERE identifier = 'knowledge-4'")
        try store.close()
        let again = try SQLiteKnowledgeStore(path: folder.file("knowledge.sqlite"))
        let old = try await again.chunks(ofDocument: written.id)
        #expect(old.map(\.text) == ["one", "two"] && old.allSatisfy { $0.tableHeader.isEmpty && $0.parent == nil })
        try await again.verify()
    }
}
