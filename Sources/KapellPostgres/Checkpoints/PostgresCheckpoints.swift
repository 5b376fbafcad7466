public import KapellCore

/// Checkpoints of other frameworks' graphs in a PostgreSQL database, for processes on many machines.
///
/// A call is one transaction. One whose connection breaks is made once more, which does no harm: what is put is put by its
/// name, and what is removed is gone.
public final class PostgresCheckpoints: Sendable {
    private let pool: PostgresPool
    let tables: PostgresCheckpointTables

    /// Connects, and makes the tables where they are missing.
    ///
    /// - Parameter scope: whose checkpoints they are; those of another scope are neither seen nor changed.
    /// - Throws: `.configuration` for options that cannot be used; `.network` and its like for a server that cannot be
    ///   reached; `.conflict` for tables of a newer version.
    public init(_ options: PostgresOptions, scope: String) async throws(KapellError) {
        try options.checkSchema()
        try CheckpointLimits.check(scope, "The scope of checkpoints", mayBeEmpty: true, most: 200)
        let pool = PostgresPool(
            try PostgresTarget(options),
            setUp: options.setUp + ["set bytea_output = hex", "set idle_in_transaction_session_timeout = 60000"],
            limit: options.connections)
        let schema = options.schema
        try await pool.run { session throws(KapellError) in try PostgresCheckpointSchema.prepare(schema, session) }
        self.pool = pool
        tables = PostgresCheckpointTables(schema: schema, scope: scope)
    }

    private func transaction<Result: Sendable>(
        isRepeatable: Bool = true,
        _ body: @escaping @Sendable (borrowing PostgresConnection.Session) throws(KapellError) -> Result
    ) async throws(KapellError) -> Result {
        do throws(KapellError) {
            do throws(KapellError) { return try await once(body) } catch {
                guard isRepeatable, error.code == .network else { throw error }
                return try await once(body)
            }
        } catch {
            guard error.code == .notFound else { throw error }
            throw KapellError(
                .storage, "The tables of the checkpoints are not there any more.",
                remedy: "Restore the database from a backup, or open the store anew.")
        }
    }

    private func once<Result: Sendable>(
        _ body: @escaping @Sendable (borrowing PostgresConnection.Session) throws(KapellError) -> Result
    ) async throws(KapellError) -> Result {
        try await pool.run { session throws(KapellError) in
            try session.transaction { () throws(KapellError) in try body(session) }
        }
    }
}

extension PostgresCheckpoints: CheckpointStore {
    public func put(_ checkpoint: GraphCheckpoint, values: [ChannelValue]) async throws {
        try CheckpointLimits.check(checkpoint, values)
        let kept = try CheckpointLimits.kept(checkpoint.metadata)
        let tables = tables
        try await transaction { session throws(KapellError) in
            try tables.put(checkpoint, values, metadata: kept.text, run: kept.run, session)
        }
    }

    public func put(_ writes: [CheckpointWrite], after checkpoint: String, in place: CheckpointPlace) async throws {
        try CheckpointLimits.check(writes, checkpoint, place)
        guard !writes.isEmpty else { return }
        let tables = tables
        try await transaction { session throws(KapellError) in
            try tables.put(writes, after: checkpoint, in: place, session)
        }
    }

    public func checkpoint(_ id: String?, in place: CheckpointPlace) async throws -> StoredCheckpoint? {
        let query = CheckpointQuery(thread: place.thread, namespace: place.namespace, id: id, limit: 1)
        return try await checkpoints(query).checkpoints.first
    }

    public func checkpoints(_ query: CheckpointQuery) async throws -> CheckpointPage {
        try CheckpointLimits.check(query)
        let tables = tables
        return try await transaction { session throws(KapellError) in
            try session.execute("set transaction isolation level repeatable read read only", prepares: false)
            return try tables.page(query, session)
        }
    }

    public func copy(thread: String, to target: String) async throws -> Int {
        try CheckpointLimits.check(names: [thread, target], "thread")
        let tables = tables
        // Not repeated: what the first has copied would be in the way.
        return try await transaction(isRepeatable: false) { session throws(KapellError) in
            try tables.copy(thread, to: target, session)
        }
    }

    public func prune(threads: [String]) async throws -> Int {
        try CheckpointLimits.check(names: threads, "thread")
        let tables = tables
        return try await transaction { session throws(KapellError) in try tables.prune(threads, session) }
    }

    /// PostgreSQL frees the place of rows with its next vacuum; its write-ahead log and backups are not reached.
    public func erase(threads: [String]) async throws -> Int {
        try CheckpointLimits.check(names: threads, "thread")
        let tables = tables
        return try await transaction { session throws(KapellError) in try tables.erase(threads: threads, session) }
    }

    public func erase(runs: [String]) async throws -> Int {
        try CheckpointLimits.check(names: runs, "run")
        let tables = tables
        return try await transaction { session throws(KapellError) in try tables.erase(runs: runs, session) }
    }

    /// Does nothing: connections end with the store.
    public func close() async {}
}
