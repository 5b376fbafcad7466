import KapellCore

/// Writes what was observed, in batches, in the background.
struct PostgresObservedWriter: Sendable {
    let queue: ObservedQueue
    let pool: PostgresPool
    let tables: PostgresJournalTables
    let retentionDays: Int

    /// Longest time that an event waits for others to be written with.
    private static let patience = Duration.milliseconds(50)

    /// Writes until the queue is closed and empty.
    func run() async {
        var day = Timestamp.now.day
        for await _ in queue.signals {
            let deadline = ContinuousClock.now + Self.patience
            while !queue.isUrgent, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(5)) }
            await drain(&day)
        }
        await drain(&day)
    }

    private func drain(_ day: inout String) async {
        let observations = queue.take()
        guard !observations.isEmpty else { return }
        let entries = observations.map { RunRecord.Entry(event: $0.event, content: $0.content) }
        let today = Timestamp.now.day
        let isNewDay = today != day
        day = today
        let (tables, days) = (tables, retentionDays)
        var written = 0
        for _ in 0..<2 {
            do throws(KapellError) {
                written = try await pool.run { session throws(KapellError) in
                    if isNewDay { try tables.removeObserved(olderThan: days, session) }
                    return try session.transaction { () throws(KapellError) in
                        try tables.write(entries, isObserved: true, session)
                    }
                }
                break
            } catch {
                guard error.code == .network else { break }
            }
        }
        queue.settle(entries.count, dropped: entries.count - written)
    }
}

extension PostgresJournalTables {
    /// Removes observed events of past days, and runs that have nothing else.
    func removeObserved(
        olderThan days: Int, _ session: borrowing PostgresConnection.Session
    ) throws(KapellError) {
        try session.transaction { () throws(KapellError) in
            let old = try session.execute(
                """
                with old as (
                    delete from \(schema).events where observed
                    and time < ((extract(epoch from now()) - $1::float8 * 86400) * 1000000000)::numeric
                    returning run)
                select distinct run from old
                """, [.number(days)], prepares: false)
            for run in old.rows.compactMap({ $0.first.flatMap { $0 } }) {
                try session.execute(
                    """
                    delete from \(schema).runs where run = $1
                    and not exists (select 1 from \(schema).events where events.run = $1)
                    """, [.text(run)])
            }
        }
    }
}
