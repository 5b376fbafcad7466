import KapellCore

/// The tables of the journal.
enum PostgresJournalSchema {
    /// Of the tables below. A database with a higher one was written by a newer program.
    static let version = 1

    /// Makes what is missing.
    ///
    /// - Throws: `.conflict` for tables of a newer program; `.unsupported` for a database that is not in UTF-8.
    static func prepare(_ schema: String, _ session: borrowing PostgresConnection.Session) throws(KapellError) {
        try session.requireUTF8()
        try session.makeTables(schema, mark: "journal", version: version, what: "journal", statements(schema))
    }

    private static func statements(_ schema: String) -> [String] {
        [
            "create table \(schema).journal (version int not null)",
            "insert into \(schema).journal values (\(version))",
            """
            create table \(schema).events (
                run text collate "C" not null,
                sequence bigint not null,
                type text not null,
                version bigint not null,
                time bigint not null,
                data text not null,
                content text,
                observed boolean not null,
                primary key (run, sequence))
            """,
            """
            create table \(schema).runs (
                run text collate "C" primary key,
                kind text not null,
                subject text not null,
                status text not null,
                started bigint not null,
                duration_ms double precision,
                input_tokens bigint not null,
                cached_tokens bigint not null,
                output_tokens bigint not null,
                embedding_tokens bigint not null,
                usage_final boolean not null,
                events bigint not null,
                pause text,
                wakes bigint,
                queue text collate "C" not null,
                scope text collate "C" not null,
                about text collate "C" not null,
                standing bigint not null)
            """,
            "create index runs_wakes on \(schema).runs (wakes, run) where wakes is not null",
            "create index runs_queue on \(schema).runs (queue, wakes, run) where wakes is not null",
            "create index runs_running on \(schema).runs (queue, run) where status = 'running'",
            "create index runs_about on \(schema).runs (about, run) where about <> ''",
            """
            create table \(schema).leases (
                run text collate "C" primary key,
                owner text not null,
                fence bigint not null,
                until bigint not null)
            """,
            "create index leases_until on \(schema).leases (until) where until > 0",
            """
            create table \(schema).begins (
                queue text collate "C" not null,
                scope text collate "C" not null,
                time bigint not null)
            """,
            "create index begins_queue on \(schema).begins (queue, scope, time)",
        ]
    }
}
