public import KapellCore

extension PostgresJournal: LeasedJournal {
    public func append(_ entries: [RunRecord.Entry], under lease: RunLease, _ change: LeaseChange) async throws {
        let tables = tables
        let isPlain = change == .kept && tables.changeCountsOnly(entries)
        try await write(entries, inTransaction: !isPlain) { session throws(KapellError) in
            guard isPlain else {
                try tables.change(lease, change, session)
                try tables.write(entries, isObserved: false, session)
                return
            }
            if try tables.writeSteps(entries, under: lease, session) { return }
            // The longer way tells why nothing was written.
            try session.transaction { () throws(KapellError) in
                try tables.change(lease, change, session)
                try tables.write(entries, isObserved: false, session)
            }
        }
    }

    public func acquire(
        _ run: RunID, owner: String, for time: Duration, breaking: Bool
    ) async throws -> (lease: RunLease, isMine: Bool) {
        let tables = tables
        return try await transaction { session throws(KapellError) in
            if let taken = try tables.take(run, owner, time, breaking: breaking, session) { return (taken, true) }
            guard let held = try tables.lease(of: run, session) else {
                throw KapellError(.conflict, "The run \(run) was erased meanwhile.")
            }
            return (held, false)
        }
    }

    public func renew(_ lease: RunLease, for time: Duration) async throws -> Bool {
        try await changed(lease, .renewed(for: time))
    }

    public func release(_ lease: RunLease) async throws { _ = try await changed(lease, .released) }

    private func changed(_ lease: RunLease, _ change: LeaseChange) async throws -> Bool {
        let tables = tables
        do throws(KapellError) {
            try await transaction { session throws(KapellError) in try tables.change(lease, change, session) }
            return true
        } catch {
            guard error == lease.lost else { throw error }
            return false
        }
    }

    public func lease(of run: RunID) async throws -> RunLease? {
        let tables = tables
        return try await read { session throws(KapellError) in try tables.lease(of: run, session) }
    }

    public func claim(_ claim: RunClaim) async throws -> [RunLease] {
        guard claim.limit > 0 else { return [] }
        let tables = tables
        return try await transaction { session throws(KapellError) in try tables.claim(claim, session) }
    }
}

extension PostgresJournal: TransactionalJournal {
    /// The tables of the caller may lie in any schema of the database.
    public func transaction(
        under lease: RunLease?,
        _ body: @escaping @Sendable (_ connection: any JournalConnection) throws -> [RunRecord.Entry]
    ) async throws {
        let tables = tables
        // Not repeated when the connection breaks: whoever calls looks into the journal then.
        try await transaction { session throws(KapellError) in
            if let lease { try tables.change(lease, .kept, session) }
            let connection = PostgresJournalConnection(session.lent())
            defer { connection.end() }
            let entries: [RunRecord.Entry]
            do {
                entries = try body(connection)
            } catch {
                throw KapellError.wrapping(error)
            }
            try tables.write(entries, isObserved: false, session)
        }
    }
}
