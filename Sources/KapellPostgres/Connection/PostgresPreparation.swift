import KapellCore

extension PostgresConnection.Session {
    /// - Throws: `.unsupported` for a database that is not in UTF-8.
    func requireUTF8() throws(KapellError) {
        let encoding = try execute("show server_encoding", prepares: false).rows.first?.first ?? nil
        guard encoding == "UTF8" else {
            throw KapellError(
                .unsupported, "The PostgreSQL database has the encoding \(encoding ?? "?").",
                remedy: "Make a database with the encoding UTF8.")
        }
    }

    /// Makes tables that are not there. The first statement makes `mark`, the table with their version.
    ///
    /// - Parameter what: what the tables hold, for the error.
    /// - Throws: `.conflict` for tables of a newer program.
    func makeTables(
        _ schema: String, mark: String, version: Int, what: String, _ statements: [String]
    ) throws(KapellError) {
        // Two programs that begin at the same time would both make the tables: one waits for the other.
        try transaction { () throws(KapellError) in
            try execute("select pg_advisory_xact_lock(4919832175)", prepares: false)
            let found = try execute(
                "select to_regclass($1::text || '.\(mark)') is not null", [.text(schema)], prepares: false)
            if found.rows.first?.first == "t" {
                let row = try execute("select max(version) from \(schema).\(mark)", prepares: false).rows.first
                let there = row?.first.flatMap { $0.flatMap { Int($0) } } ?? 0
                guard there <= version else {
                    throw KapellError(
                        .conflict, "The \(what) in the schema \(schema) was written by a newer version of kapell.",
                        remedy: "Update kapell, or use another schema.")
                }
                return
            }
            try execute("create schema if not exists \(schema)", prepares: false)
            for statement in statements { try execute(statement, prepares: false) }
        }
    }
}
