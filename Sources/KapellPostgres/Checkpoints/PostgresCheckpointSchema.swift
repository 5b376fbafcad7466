import KapellCore

/// The tables of a store of checkpoints.
enum PostgresCheckpointSchema {
    /// Of the tables below. A database with a higher one was written by a newer program.
    static let version = 1

    /// Makes what is missing.
    ///
    /// - Throws: `.conflict` for tables of a newer program.
    static func prepare(_ schema: String, _ session: borrowing PostgresConnection.Session) throws(KapellError) {
        try session.makeTables(
            schema, mark: "checkpoint_store", version: version, what: "store of checkpoints", statements(schema))
    }

    private static func statements(_ schema: String) -> [String] {
        [
            "create table \(schema).checkpoint_store (version int not null)",
            "insert into \(schema).checkpoint_store values (\(version))",
            """
            create table \(schema).checkpoint_places (
                place bigint generated always as identity primary key,
                scope text collate "C" not null,
                thread text collate "C" not null,
                namespace text collate "C" not null,
                unique (scope, thread, namespace))
            """,
            """
            create table \(schema).checkpoints (
                place bigint not null,
                id text collate "C" not null,
                parent text collate "C",
                run text collate "C",
                metadata text not null,
                versions text not null,
                deltas text not null,
                type text not null,
                bytes bytea not null,
                primary key (place, id))
            """,
            "create index checkpoints_run on \(schema).checkpoints (run) where run is not null",
            """
            create table \(schema).checkpoint_values (
                place bigint not null,
                channel text collate "C" not null,
                version text collate "C" not null,
                type text not null,
                bytes bytea not null,
                primary key (place, channel, version))
            """,
            """
            create table \(schema).checkpoint_writes (
                place bigint not null,
                checkpoint text collate "C" not null,
                task text collate "C" not null,
                number bigint not null,
                path text collate "C" not null,
                channel text collate "C" not null,
                type text not null,
                bytes bytea not null,
                primary key (place, checkpoint, task, number))
            """,
        ]
    }
}
