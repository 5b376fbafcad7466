import KapellCore
import KapellStore
import KapellTesting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Opening a store") struct OpeningTests {
    let folder = TemporaryFolder()

    private func reopen(_ name: String = "knowledge.sqlite") -> KapellError? {
        do {
            _ = try SQLiteKnowledgeStore(path: folder.file(name))
            return nil
        } catch {
            return error
        }
    }

    @Test("A store is durable by its settings: write-ahead log, full synchronisation, references checked")
    func settings() async throws {
        let (store, _) = try await makeStore(folder)
        #expect(try await store.number("PRAGMA synchronous") == 2)
        #expect(try await store.number("PRAGMA foreign_keys") == 1)
        #expect(try await store.number("PRAGMA busy_timeout") == 5000)
        #expect(try await store.number("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'") == 1)
    }

    @Test("What was written is there when the store is opened again, and missing folders are made") func reopening()
        async throws
    {
        let path = folder.file("a/b c/knowledge.sqlite")
        let store = try SQLiteKnowledgeStore(path: path)
        let collection = try await store.createCollection("x", fingerprint: "f", dimensions: 3)
        let written = try await store.write(document("a", ["one"]), in: collection.id)
        try store.close()
        try store.close()
        #expect(await failure { try await store.collections() } != nil)
        let again = try SQLiteKnowledgeStore(path: path)
        #expect(try await again.documents(in: collection.id) == [written])
        #expect(try await texts(again, in: collection.id) == ["one"])
    }

    @Test("Two connections see each other's changes, and many opened at once make one store") func connections()
        async throws
    {
        let path = folder.file("shared.sqlite")
        let stores = try await withThrowingTaskGroup(of: SQLiteKnowledgeStore.self) { group in
            for _ in 0..<6 { group.addTask { try SQLiteKnowledgeStore(path: path) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let collection = try await stores[0].createCollection("x", fingerprint: "f", dimensions: 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, store) in stores.enumerated() {
                group.addTask {
                    for round in 0..<8 {
                        _ = try await store.write(document("\(index) \(round)", ["word"]), in: collection.id)
                    }
                }
            }
            try await group.waitForAll()
        }
        for store in stores {
            #expect(try await store.documents(in: collection.id).count == 48)
            #expect(try await texts(store, in: collection.id) == Array(repeating: "word", count: 48))
        }
        try await stores[3].verify()
    }

    @Test("A file that is no database is named, left as it is, and not opened") func notADatabase() throws {
        let bytes = Array("This is a letter to nobody, and it is longer than a header. ".utf8)
        let text = Array(repeatElement(bytes, count: 50).joined())
        try folder.write(text, to: "knowledge.sqlite")
        let error = try #require(reopen())
        #expect(error.code == .corrupt)
        #expect(error.message.contains(folder.file("knowledge.sqlite")))
        #expect(error.remedy != nil)
        let isUnchanged = folder.read("knowledge.sqlite") == text
        #expect(isUnchanged)
    }

    @Test("A database of another program, and a journal, are refused and left as they are") func foreign() async throws
    {
        let journal = try SQLiteJournal(folder: folder.path)
        await journal.close()
        let before = folder.read("durable.sqlite")
        let error = try #require(reopen("durable.sqlite"))
        #expect(error.code == .conflict)
        #expect(error.message.contains("durable.sqlite"))
        let isUnchanged = folder.read("durable.sqlite") == before
        #expect(isUnchanged)
    }

    @Test("A store of a newer version is refused") func newer() async throws {
        let (store, _) = try await makeStore(folder)
        try await store.execute("INSERT INTO grdb_migrations VALUES ('knowledge-999')")
        try store.close()
        let error = try #require(reopen())
        #expect(error.code == .conflict)
        #expect(error.message.contains("newer version"))
        #expect(error.remedy?.contains("Update kapell") == true)
    }

    @Test("A store of version 1 loses its full-text indexes and nothing else, and is of this version then")
    func converted() async throws {
        let (store, collection) = try await makeStore(folder)
        _ = try await store.createCollection("empty", fingerprint: "model", dimensions: 3)
        let written = try await store.write(document("a", ["one", "two\0three"], heading: "h"), in: collection.id)
        // As the version before had it.
        for number in 1...2 {
            try await store.execute(
                """
                CREATE VIEW index_text_\(number) AS
                SELECT id, CAST(heading AS TEXT) AS heading, CAST(text AS TEXT) AS text
                FROM chunks WHERE collection = \(number);
                CREATE VIRTUAL TABLE index_\(number) USING fts5(
                    heading, text, content = 'index_text_\(number)', content_rowid = 'id',
                    tokenize = 'porter unicode61 remove_diacritics 2'
                );
                INSERT INTO index_\(number) (index_\(number)) VALUES ('rebuild');
                """)
        }
        try await store.execute("DELETE FROM grdb_migrations WHERE identifier = 'knowledge-2'")
        try store.close()
        let again = try SQLiteKnowledgeStore(path: store.path)
        #expect(try await again.number("SELECT count(*) FROM sqlite_master WHERE tbl_name GLOB 'index_*'") == 0)
        #expect(try await again.number("SELECT count(*) FROM grdb_migrations") == 6)
        #expect(try await again.documents(in: collection.id) == [written])
        #expect(try await texts(again, in: collection.id) == ["one", "two\0three"])
        _ = try await again.write(document("a", ["four"]), in: collection.id)
        #expect(try await texts(again, in: collection.id) == ["four"])
        try await again.removeCollection("contracts")
        try await again.verify()
    }

    @Test("A folder, an empty path and a file in place of a folder are refused") func places() throws {
        #expect(reopen(".")?.code == .configuration)
        try folder.write([1], to: "file")
        #expect(reopen("file/knowledge.sqlite")?.code == .configuration)
        #expect(throws: KapellError.self) { _ = try SQLiteKnowledgeStore(path: "") }
        #expect(throws: KapellError.self) { _ = try SQLiteKnowledgeStore(path: "a\0b") }
    }

    @Test("A file that may not be written is named as such", .enabled(if: ChildProcess.isPossible)) func readOnly()
        async throws
    {
        let (store, _) = try await makeStore(folder)
        try store.close()
        try folder.write([], to: "acknowledged")
        chmod(folder.file("acknowledged"), 0o666)
        chmod(folder.file("knowledge.sqlite"), 0o444)
        chmod(folder.path, 0o555)
        defer { chmod(folder.path, 0o700) }
        let child = try ChildProcess(.denied, folder: folder.path)
        #expect(await child.exit() == 0)
        #expect(child.acknowledged() == ["permission", "permission", "permission"])
    }

    @Test("A write that finds the file held by another says that it may be tried again") func busy() async throws {
        let (store, collection) = try await makeStore(folder)
        let other = try SQLiteKnowledgeStore(path: store.path)
        _ = try await other.number("PRAGMA busy_timeout = 10")
        try await store.holdingWriteLock {
            let error = await failure { try await other.write(document("a", ["x"]), in: collection.id) }
            #expect(error?.code == .conflict)
            #expect(error?.isRetryable == true)
            let documents = try await other.documents(in: collection.id)
            #expect(documents.isEmpty)
        }
        _ = try await other.write(document("a", ["x"]), in: collection.id)
    }
}
