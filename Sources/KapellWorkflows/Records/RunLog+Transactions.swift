import KapellCore
import KapellJSON
import Synchronization

extension RunLog {
    /// The journal, where a node may write into its database.
    var database: (any TransactionalJournal)? { journal as? any TransactionalJournal }

    /// Runs `body` in a transaction of the journal's database, and writes its result in the same one.
    ///
    /// What was added before is on the disk first. Where the connection breaks, the journal says whether it happened.
    func transact(
        _ id: String, in database: any TransactionalJournal,
        _ body: @escaping @Sendable (any JournalConnection) throws -> JSONValue
    ) async throws -> JSONValue {
        try await flush()
        let result = Mutex<JSONValue>(.null)
        try await gate.runUncancelled { [self] in
            let batch = takeQueue()
            if !batch.isEmpty { try await append(batch, database) }
            let value = try await transactInTurn(id, database, body)
            result.withLock { $0 = value }
        }
        return result.withLock { $0 }
    }

    private func transactInTurn(
        _ id: String, _ database: any TransactionalJournal,
        _ body: @escaping @Sendable (any JournalConnection) throws -> JSONValue
    ) async throws -> JSONValue {
        var entries = [reserve(.result(id: id, value: .null))]
        let made = Mutex<JSONValue?>(nil)
        let end = ContinuousClock.now + .seconds(10)
        while true {
            let first = entries[0]
            made.withLock { $0 = nil }
            do {
                try await database.transaction(under: lease) { connection in
                    let value = try body(connection)
                    made.withLock { $0 = value }
                    var entry = first
                    entry.event.data = Record.result(id: id, value: value).data
                    EventChecksum.add(to: &entry.event)
                    return [entry]
                }
                guard let value = made.withLock({ $0 }) else { throw KapellError(.internalError, "Nothing was made.") }
                return note(id, value)
            } catch {
                let failure = KapellError.wrapping(error)
                let isOwn = made.withLock { $0 == nil } && failure.code != .network && failure.code != .unavailable
                if isOwn, !isLost(failure) {
                    // Of the body: nothing was written, and its number is free again.
                    giveBack(first.event.sequence)
                    throw error
                }
                do {
                    if let value = try await written(id, at: first.event.sequence, database) { return note(id, value) }
                    if failure.code == .conflict {
                        try await makeRoom(&entries, database, failure)
                        continue
                    }
                } catch let away as KapellError where away.code == .network || away.code == .unavailable {}
                guard failure.code == .network || failure.code == .unavailable, ContinuousClock.now < end else {
                    close(failure)
                    throw failure
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private func isLost(_ failure: KapellError) -> Bool { lease.map { $0.lost == failure } ?? false }

    private func note(_ id: String, _ value: JSONValue) -> JSONValue {
        read { $0.note(.result(id: id, value: value)) }
        return value
    }

    /// What the transaction gave, if it has happened.
    private func written(_ id: String, at sequence: Int, _ journal: any Journal) async throws -> JSONValue? {
        guard let entry = try await journal.events(of: run, from: sequence, limit: 1).first,
            entry.event.sequence == sequence, case .result(id, let value)? = try Record(entry.event)
        else { return nil }
        return value
    }
}
