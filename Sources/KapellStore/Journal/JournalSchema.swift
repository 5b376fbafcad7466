import GRDB

/// The tables of a journal file, by version; both classes have the same.
enum JournalSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("journal-1") { database in
            try database.execute(sql: "PRAGMA application_id = \(StoreFile.Kind.journal.applicationID)")
            try database.execute(sql: version1)
        }
        return migrator
    }

    private static let version1 = """
        CREATE TABLE events (
            run TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            type TEXT NOT NULL,
            version INTEGER NOT NULL,
            time INTEGER NOT NULL,
            data TEXT NOT NULL,
            content TEXT,
            PRIMARY KEY (run, sequence)
        ) WITHOUT ROWID;

        CREATE TABLE blobs (
            hash TEXT NOT NULL PRIMARY KEY,
            length INTEGER NOT NULL,
            bytes BLOB NOT NULL
        );

        CREATE TABLE runs (
            run TEXT NOT NULL PRIMARY KEY,
            kind BLOB NOT NULL,
            subject BLOB NOT NULL,
            status TEXT NOT NULL,
            started INTEGER NOT NULL,
            duration_ms REAL,
            input_tokens INTEGER NOT NULL,
            cached_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL,
            embedding_tokens INTEGER NOT NULL,
            usage_final INTEGER NOT NULL,
            events INTEGER NOT NULL
        ) WITHOUT ROWID;
        """
}
