import KapellCore

/// What has to be there before the first collection: the extension, the schema, the list of collections.
enum PostgresSchema {
    static let firstVersion = (0, 8)

    /// - Returns: the number of the type `vector`.
    static func prepare(
        _ schema: String, _ session: borrowing PostgresConnection.Session
    ) throws(KapellError) -> UInt32 {
        try session.requireUTF8()
        // Two programs that begin at the same time would both make the schema: one waits for the other.
        try session.transaction { () throws(KapellError) in
            try session.execute("select pg_advisory_xact_lock(4919832174)", prepares: false)
            try makeExtension(session)
            let made = try session.execute(
                "select to_regclass($1 || '.collections') is not null", [.text(schema)], prepares: false)
            guard made.rows.first?.first != "t" else { return }
            try session.execute("create schema if not exists \(schema)", prepares: false)
            try session.execute(
                """
                create table if not exists \(schema).collections (
                    number bigint generated always as identity primary key,
                    name text collate "C" not null unique,
                    dimensions int not null,
                    metric text not null,
                    fingerprint text not null,
                    analyzer text,
                    created timestamptz not null default now())
                """, prepares: false)
        }
        let type = try session.execute("select 'vector'::regtype::oid", prepares: false).rows.first?.first ?? nil
        guard let type = type.flatMap({ UInt32($0) }) else { throw missing }
        return type
    }

    private static func makeExtension(_ session: borrowing PostgresConnection.Session) throws(KapellError) {
        let query = "select extversion from pg_extension where extname = 'vector'"
        var version = try session.execute(query, prepares: false).rows.first?.first ?? nil
        if version == nil {
            let available = "select default_version from pg_available_extensions where name = 'vector'"
            guard try !session.execute(available, prepares: false).rows.isEmpty else { throw missing }
            try session.execute("create extension if not exists vector", prepares: false)
            version = try session.execute(query, prepares: false).rows.first?.first ?? nil
        }
        let numbers = (version ?? "").split(separator: ".").map { Int($0) ?? 0 }
        guard numbers.count >= 2, (numbers[0], numbers[1]) >= firstVersion else {
            throw KapellError(
                .unsupported, "The extension vector of the database is version \(version ?? "?"); 0.8 is needed.",
                remedy: "Install pgvector 0.8 or newer, then run: alter extension vector update")
        }
    }

    private static var missing: KapellError {
        KapellError(
            .unsupported, "The PostgreSQL server does not have the extension vector.",
            remedy: "Install pgvector 0.8 or newer for it (Debian's archive of PostgreSQL: postgresql-NN-pgvector).")
    }
}
