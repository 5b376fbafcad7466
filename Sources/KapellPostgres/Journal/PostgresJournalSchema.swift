import KapellCore

/// The tables of the journal.
enum PostgresJournalSchema {
    /// Of the tables below. A database with a higher one was written by a newer program.
    static let version = 1

    /// Makes what is missing.
    ///
    /// - Throws: `.conflict` for tables of a newer program; `.unsupported` for a database that is not in UTF-8.
    static func prepare(_ schema: String, _ session: borrowing PostgresConnection.Session) throws(KapellError) {
        let encoding = try session.execute("show server_encoding", prepares: false).rows.first?.first ?? nil
        guard encoding == "UTF8" else {
            throw KapellError(
                .unsupported, "The PostgreSQL database has the encoding \(encoding ?? "?").",
                remedy: "Make a database with the encoding UTF8.")
        }
        // Two programs that begin at the same time would both make the tables: one waits for the other.
        try session.transaction { () throws(KapellError) in
            try session.execute("select pg_advisory_xact_lock(4919832175)", prepares: false)
            let found = try session.execute(
                "select to_regclass($1::text || '.journal') is not null", [.text(schema)], prepares: false)
            if found.rows.first?.first == "t" {
                let row = try session.execute("select max(version) from \(schema).journal", prepares: false).rows.first
                let there = row?.first.flatMap { $0.flatMap { Int($0) } } ?? 0
                guard there <= version else {
                    throw KapellError(
                        .conflict,
                        "The journal in the schema \(schema) was written by a newer version of kapell.",
                        remedy: "Update kapell, or use another schema.")
                }
                return
            }
            try session.execute("create schema if not exists \(schema)", prepares: false)
            for statement in statements(schema) { try session.execute(statement, prepares: false) }
        }
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
