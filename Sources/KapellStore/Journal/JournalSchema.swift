import GRDB

/// The tables of a journal file, by version; both classes have the same.
enum JournalSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("journal-1") { database in
            try database.execute(sql: "PRAGMA application_id = \(StoreFile.Kind.journal.applicationID)")
            try database.execute(sql: version1)
        }
        migrator.registerMigration("journal-2") { try $0.execute(sql: version2) }
        migrator.registerMigration("journal-3") { try $0.execute(sql: version3) }
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

    /// How runs stand: those that are to be gone on with are found by time, queue and owner. Runs of workflows that
    /// pause were listed as running, or as failed, before.
    private static let version2 = """
        ALTER TABLE runs ADD COLUMN pause TEXT;
        ALTER TABLE runs ADD COLUMN wakes INTEGER;
        ALTER TABLE runs ADD COLUMN queue BLOB NOT NULL DEFAULT x'';
        ALTER TABLE runs ADD COLUMN scope BLOB NOT NULL DEFAULT x'';
        ALTER TABLE runs ADD COLUMN about BLOB NOT NULL DEFAULT x'';
        ALTER TABLE runs ADD COLUMN standing INTEGER NOT NULL DEFAULT -1;

        UPDATE runs SET standing = coalesce((
            SELECT max(sequence) FROM events WHERE events.run = runs.run
            AND type IN ('workflow.paused', 'workflow.resumed', 'run.finished')), -1);

        UPDATE runs SET
            status = CASE standing.type WHEN 'workflow.paused' THEN 'paused' ELSE 'running' END,
            duration_ms = NULL,
            pause = CASE standing.type WHEN 'workflow.paused' THEN json_extract(standing.data, '$.status') END,
            wakes = CASE WHEN standing.type = 'workflow.resumed' THEN NULL WHEN EXISTS (
                SELECT 1 FROM events WHERE events.run = runs.run AND events.sequence > standing.sequence
                AND (events.type IN ('workflow.event', 'workflow.cancel')
                    OR events.type = 'workflow.answer' AND json_extract(events.data, '$.outside') = 1)
                ) THEN 0 ELSE json_extract(standing.data, '$.until') END
            FROM events AS standing
            WHERE standing.run = runs.run AND standing.sequence = runs.standing
            AND standing.type IN ('workflow.paused', 'workflow.resumed');

        CREATE INDEX runs_wakes ON runs (wakes, run) WHERE wakes IS NOT NULL;
        CREATE INDEX runs_queue ON runs (queue, wakes, run) WHERE wakes IS NOT NULL;
        CREATE INDEX runs_running ON runs (queue, run) WHERE status = 'running';
        CREATE INDEX runs_about ON runs (about, run) WHERE about <> x'';

        CREATE TABLE leases (
            run TEXT NOT NULL PRIMARY KEY,
            owner TEXT NOT NULL,
            fence INTEGER NOT NULL,
            until INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX leases_until ON leases (until) WHERE until > 0;

        CREATE TABLE begins (
            queue BLOB NOT NULL,
            scope BLOB NOT NULL,
            time INTEGER NOT NULL
        );
        CREATE INDEX begins_queue ON begins (queue, scope, time);
        """

    /// `events` counts a run's events up to the one with the number `counted`; those after it are counted when the run is
    /// read, so that a step of a workflow writes its event and nothing else.
    private static let version3 = """
        ALTER TABLE runs ADD COLUMN counted INTEGER NOT NULL DEFAULT -1;
        UPDATE runs SET counted = coalesce((SELECT max(sequence) FROM events WHERE events.run = runs.run), -1);
        """
}
