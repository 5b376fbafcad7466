import GRDB

/// The tables of a store of checkpoints, by version.
enum CheckpointSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("checkpoints-1") { database in
            try database.execute(sql: "PRAGMA application_id = \(StoreFile.Kind.checkpoints.applicationID)")
            try database.execute(sql: version1)
        }
        return migrator
    }

    private static let version1 = """
        CREATE TABLE places (
            place INTEGER PRIMARY KEY,
            scope TEXT NOT NULL,
            thread TEXT NOT NULL,
            namespace TEXT NOT NULL,
            UNIQUE (scope, thread, namespace)
        );

        CREATE TABLE checkpoints (
            place INTEGER NOT NULL,
            id TEXT NOT NULL,
            parent TEXT,
            run TEXT,
            metadata TEXT NOT NULL,
            versions TEXT NOT NULL,
            deltas TEXT NOT NULL,
            type TEXT NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (place, id)
        );
        CREATE INDEX checkpoints_run ON checkpoints (run) WHERE run IS NOT NULL;

        CREATE TABLE channel_values (
            place INTEGER NOT NULL,
            channel TEXT NOT NULL,
            version TEXT NOT NULL,
            type TEXT NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (place, channel, version)
        );

        CREATE TABLE writes (
            place INTEGER NOT NULL,
            checkpoint TEXT NOT NULL,
            task TEXT NOT NULL,
            number INTEGER NOT NULL,
            path TEXT NOT NULL,
            channel TEXT NOT NULL,
            type TEXT NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (place, checkpoint, task, number)
        );
        """
}
