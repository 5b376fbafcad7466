public import KapellCore
import KapellJSON
import Synchronization

/// The journal in a PostgreSQL database, for runs that processes on many machines share.
///
/// It holds what the journal of KapellStore holds: durable events, observed ones, summaries of runs, leases. A durable
/// append is one transaction. Where the connection breaks, the journal connects anew, looks whether the append has
/// happened, and repeats it if not, for as long as `patience` says; so a server that restarts stops no run.
///
/// PostgreSQL has no room for U+0000 in the kind, subject, queue, scope and `about` of a run: such a run is refused. Texts
/// over 1 MiB are cut, visibly. Leases are measured by the server's clock.
public final class PostgresJournal: Sendable {
    let pool: PostgresPool
    let tables: PostgresJournalTables
    private let queue: ObservedQueue
    private let writing: Task<Void, Never>
    private let patience: Duration

    /// Connects, and makes the tables where they are missing.
    ///
    /// - Parameters:
    ///   - retentionDays: for how many days observed events are kept; durable ones are kept for good.
    ///   - queueLimit: how many observed events may wait to be written.
    ///   - keepContent: whether the texts of events are kept.
    ///   - patience: how long an append tries to reach a server that is away.
    /// - Throws: `.configuration` for options that cannot be used; `.network` and its like for a server that cannot be
    ///   reached; `.conflict` for tables of a newer version.
    public init(
        _ options: PostgresOptions, retentionDays: Int = 30, queueLimit: Int = 10_000, keepContent: Bool = true,
        patience: Duration = .seconds(10)
    ) async throws(KapellError) {
        try options.checkSchema()
        let pool = PostgresPool(
            try PostgresTarget(options),
            setUp: options.setUp + ["set idle_in_transaction_session_timeout = 60000"], limit: options.connections)
        let tables = PostgresJournalTables(schema: options.schema, keepContent: keepContent)
        let days = min(max(0, retentionDays), 36_500)
        try await pool.run { session throws(KapellError) in
            try PostgresJournalSchema.prepare(tables.schema, session)
            try tables.removeObserved(olderThan: days, session)
        }
        self.pool = pool
        self.tables = tables
        self.patience = patience
        let queue = ObservedQueue(limit: max(1, queueLimit))
        self.queue = queue
        let writer = PostgresObservedWriter(queue: queue, pool: pool, tables: tables, retentionDays: days)
        // Owned: `close()` and `deinit` close the queue, which ends the task.
        writing = Task(priority: .utility) { await writer.run() }
    }

    deinit { queue.close() }

    /// Writes what was observed. Later events are dropped. Connections end with the journal.
    public func close() async {
        queue.close()
        await writing.value
    }

    /// Runs `body` in a transaction, whether or not the caller's task is cancelled.
    func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (borrowing PostgresConnection.Session) throws(KapellError) -> Result
    ) async throws(KapellError) -> Result {
        do {
            // Waited for here: the task only keeps the work from being cancelled with the caller.
            return try await Task { try await self.once(body) }.value
        } catch {
            throw KapellError.wrapping(error)
        }
    }

    private func once<Result: Sendable>(
        inTransaction: Bool = true,
        _ body: @escaping @Sendable (borrowing PostgresConnection.Session) throws(KapellError) -> Result
    ) async throws(KapellError) -> Result {
        do throws(KapellError) {
            guard inTransaction else { return try await pool.run(body) }
            return try await pool.run { session throws(KapellError) in
                try session.transaction { () throws(KapellError) in try body(session) }
            }
        } catch {
            throw Self.failure(error)
        }
    }

    /// Reads; stops when the caller's task is cancelled.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (borrowing PostgresConnection.Session) throws(KapellError) -> Result
    ) async throws(KapellError) -> Result {
        do throws(KapellError) {
            do throws(KapellError) {
                return try await pool.run(body)
            } catch {
                // A connection that had broken shows it with its first use.
                guard error.code == .network else { throw error }
                return try await pool.run(body)
            }
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: KapellError) -> KapellError {
        guard error.code == .notFound else { return error }
        return KapellError(
            .storage, "The tables of the journal are not there any more.",
            remedy: "Restore the database from a backup, or open the journal anew.")
    }

    /// Writes once, also when the connection breaks before the answer.
    ///
    /// - Parameter inTransaction: false for work that is one statement, or sees to it itself.
    func write(
        _ entries: [RunRecord.Entry], inTransaction: Bool = true,
        _ work: @escaping @Sendable (borrowing PostgresConnection.Session) throws(KapellError) -> Void
    ) async throws {
        // Waited for here: the task only keeps the work from being cancelled with the caller.
        try await Task {
            let end = ContinuousClock.now + patience
            var wait = Duration.milliseconds(50)
            var isRepeated = false
            while true {
                do throws(KapellError) {
                    return try await once(inTransaction: inTransaction, work)
                } catch {
                    if isRepeated, error.code == .conflict, try await isWritten(entries) { return }
                    guard error.code == .network || error.code == .unavailable, ContinuousClock.now < end else {
                        throw error
                    }
                }
                isRepeated = true
                try await Task.sleep(for: wait)
                wait = min(wait * 2, .seconds(1))
            }
        }.value
    }

    /// Whether a transaction of which no answer came has happened. It held all of the entries, or none.
    private func isWritten(_ entries: [RunRecord.Entry]) async throws -> Bool {
        guard let event = entries.first?.event else { return false }
        let tables = tables
        let there = try await read { session throws(KapellError) in
            try tables.events(of: event.run, "and sequence = $2", [.number(event.sequence)], session)
        }
        return there.first?.event == event
    }

    func observe(_ observation: ObservedQueue.Observation) { queue.add(observation) }

    public func flush() async { await queue.settled() }

    /// Events dropped since the journal was opened: the queue was full, the server away, the event already there, or the
    /// journal closed.
    public var dropped: Int { queue.dropped }
}
