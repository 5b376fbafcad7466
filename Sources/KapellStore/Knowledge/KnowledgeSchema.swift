import GRDB

/// The tables of a knowledge store, by version.
enum KnowledgeSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("knowledge-1") { database in
            try database.execute(sql: "PRAGMA application_id = \(StoreFile.Kind.knowledge.applicationID)")
            try database.execute(sql: version1)
        }
        migrator.registerMigration("knowledge-2", foreignKeyChecks: .immediate, migrate: dropFullText)
        migrator.registerMigration("knowledge-3") { try $0.execute(sql: version3) }
        migrator.registerMigration("knowledge-4") { try $0.execute(sql: version4) }
        migrator.registerMigration("knowledge-5") { try $0.execute(sql: version5) }
        migrator.registerMigration("knowledge-6") { try $0.execute(sql: version6) }
        return migrator
    }

    private static let version1 = """
        CREATE TABLE counter (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            sequence INTEGER NOT NULL
        );
        INSERT INTO counter (id, sequence) VALUES (1, 0);

        CREATE TABLE collections (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            fingerprint TEXT NOT NULL,
            dimensions INTEGER NOT NULL,
            documents INTEGER NOT NULL DEFAULT 0,
            chunks INTEGER NOT NULL DEFAULT 0,
            sequence INTEGER NOT NULL DEFAULT 0
        );

        CREATE TABLE documents (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            path BLOB NOT NULL,
            source BLOB NOT NULL,
            hash TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            kind TEXT NOT NULL,
            title BLOB,
            pages INTEGER,
            chunks INTEGER NOT NULL,
            warnings TEXT NOT NULL,
            failure_code TEXT,
            failure_message BLOB,
            failure_remedy BLOB,
            failure_retryable INTEGER,
            UNIQUE (collection, name)
        );

        CREATE TABLE document_texts (
            document INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
            text BLOB NOT NULL
        );

        CREATE TABLE pages (
            document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            PRIMARY KEY (document, number)
        ) WITHOUT ROWID;

        CREATE TABLE chunks (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            collection INTEGER NOT NULL REFERENCES collections (id),
            document INTEGER NOT NULL REFERENCES documents (id),
            ordinal INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            page INTEGER,
            heading BLOB NOT NULL,
            text BLOB NOT NULL,
            text_hash TEXT NOT NULL,
            vector BLOB NOT NULL,
            sequence INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX chunks_by_document ON chunks (document, ordinal);
        CREATE UNIQUE INDEX chunks_by_sequence ON chunks (collection, sequence);
        CREATE INDEX chunks_by_text ON chunks (collection, text_hash);

        CREATE TABLE removals (
            collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
            sequence INTEGER NOT NULL,
            chunk INTEGER NOT NULL,
            PRIMARY KEY (collection, sequence)
        ) WITHOUT ROWID;
        """

    /// Version 3 keeps what is known of the quality of documents. Those of an older store have no row until they are
    /// judged, which the next ingestion does.
    private static let version3 = """
        CREATE TABLE qualities (
            document INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
            rules INTEGER NOT NULL,
            language TEXT NOT NULL,
            words INTEGER NOT NULL,
            findings TEXT NOT NULL,
            signature BLOB NOT NULL,
            lines BLOB NOT NULL,
            boilerplate REAL NOT NULL,
            compared INTEGER NOT NULL
        );

        CREATE TABLE near_duplicates (
            first INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            second INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            similarity REAL NOT NULL,
            PRIMARY KEY (first, second)
        ) WITHOUT ROWID;
        CREATE INDEX near_duplicates_by_second ON near_duplicates (second);
        """

    /// Version 4 keeps what stands around a chunk. Documents of an older store have none of it until they are indexed
    /// again.
    private static let version4 = """
        ALTER TABLE chunks ADD COLUMN table_header BLOB;
        ALTER TABLE chunks ADD COLUMN parent_start INTEGER;
        ALTER TABLE chunks ADD COLUMN parent_end INTEGER;
        """

    /// Version 5 keeps the documents inside documents, with their pages. Documents of an older store have none until they
    /// are indexed again.
    private static let version5 = """
        CREATE TABLE parts (
            document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            ordinal INTEGER NOT NULL,
            name BLOB NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            PRIMARY KEY (document, ordinal)
        ) WITHOUT ROWID;

        CREATE TABLE part_pages (
            document INTEGER NOT NULL,
            part INTEGER NOT NULL,
            number INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            PRIMARY KEY (document, part, number),
            FOREIGN KEY (document, part) REFERENCES parts (document, ordinal) ON DELETE CASCADE
        ) WITHOUT ROWID;
        """

    /// Version 6 keeps the formats of parts.
    private static let version6 = "ALTER TABLE parts ADD COLUMN kind TEXT;"

    /// Version 1 had a full-text index for each collection, which read its text through a view. Indexes of words follow
    /// the store since then, as those of vectors do.
    @Sendable private static func dropFullText(_ database: Database) throws {
        for collection in try Int64.fetchAll(database, sql: "SELECT id FROM collections") {
            try database.execute(
                sql: "DROP TABLE IF EXISTS index_\(collection); DROP VIEW IF EXISTS index_text_\(collection);")
        }
    }
}
