import GRDB
public import KapellCore
import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SQLiteJournal: LeasedJournal {
    public func append(
        _ entries: [RunRecord.Entry], under lease: RunLease, _ change: LeaseChange
    ) async throws {
        try await durable.write(
            entries.map { JournalItem($0.event, content: $0.content, keepContent: keepContent) }, unique: true,
            under: LeaseWrite(lease: lease, change: change, now: now()))
    }

    public func acquire(
        _ run: RunID, owner: String, for time: Duration, breaking: Bool
    ) async throws -> (lease: RunLease, isMine: Bool) {
        let now = now()
        return try await durable.acquire(
            run, owner: owner, until: now.clampedAdding(time.clampedNanoseconds), now: now, breaking: breaking)
    }

    public func claim(_ claim: RunClaim) async throws -> [RunLease] {
        // Most looks find nothing: they need not wait for a writer.
        guard claim.limit > 0, try await durable.mayClaim(claim, now: now()) else { return [] }
        return try await durable.claim(claim, now: now())
    }

    public func renew(_ lease: RunLease, for time: Duration) async throws -> Bool {
        try await durable.change(LeaseWrite(lease: lease, change: .renewed(for: time), now: now()))
    }

    public func release(_ lease: RunLease) async throws {
        _ = try await durable.change(LeaseWrite(lease: lease, change: .released, now: now()))
    }

    public func lease(of run: RunID) async throws -> RunLease? { try await durable.lease(of: run) }
}

extension SQLiteJournal: TransactionalJournal {
    /// The tables of the caller lie in `durable.sqlite`.
    public func transaction(
        under lease: RunLease?,
        _ body: @escaping @Sendable (_ connection: any JournalConnection) throws -> [RunRecord.Entry]
    ) async throws {
        let write = lease.map { LeaseWrite(lease: $0, change: .kept, now: now()) }
        try await durable.uncancelled { [keepContent, statements = durable.statements] database in
            try write?.run(database, statements)
            let entries = try body(SQLiteConnection(database: database))
            guard database.isInsideTransaction else {
                throw KapellError(
                    .invalidRequest, "A transaction of the journal was ended from inside.",
                    remedy: "Run no `commit` and no `rollback` in it.")
            }
            _ = try JournalFile.write(
                entries.map { JournalItem($0.event, content: $0.content, keepContent: keepContent) }, unique: true,
                statements, in: database)
        }
    }
}

extension SQLiteJournal {
    public func dueRuns(_ filter: RunFilter, until now: Int64, limit: Int) async throws -> [RunSummary] {
        try await durable.dueRuns(filter, until: now, limit: limit).map(\.summary)
    }

    public func nextDue(_ filter: RunFilter) async throws -> Int64? { try await durable.nextDue(filter) }

    public func runs(about subject: String) async throws -> [RunSummary] {
        try await durable.runs(about: subject).map(\.summary)
    }

    /// Removes a run from all files. What it held is overwritten on the disk, as far as the file system lets a program
    /// overwrite; backups are not reached.
    public func erase(_ run: RunID) async throws -> Bool {
        var isAny = false
        for file in try files(of: run) where try await file.erase(run) { isAny = true }
        return isAny
    }
}

/// SQLite in the hands of a workflow.
private struct SQLiteConnection: JournalConnection {
    let database: Database

    func execute(_ sql: String, _ parameters: [JSONValue]) throws -> [JSONObject] {
        do {
            let rows = try Row.fetchAll(
                database, sql: sql, arguments: StatementArguments(parameters.map(Self.value)))
            return rows.map { row in
                JSONObject(row.map { column, value in (column, Self.json(value)) })
            }
        } catch let error as DatabaseError
            where error.resultCode == .SQLITE_CONSTRAINT || error.resultCode == .SQLITE_ERROR
        {
            throw KapellError(
                error.resultCode == .SQLITE_CONSTRAINT ? .conflict : .invalidRequest,
                "SQLite refused a statement of a transaction: \(error.message ?? "no message").")
        }
    }

    private static func value(_ json: JSONValue) -> DatabaseValue {
        switch json {
        case .null: .null
        case .bool(let value): value.databaseValue
        case .integer(let value): value.databaseValue
        case .unsigned(let value): Double(value).databaseValue
        case .number(let value): value.databaseValue
        case .string(let text): text.databaseValue
        case .array, .object: json.serialized().databaseValue
        }
    }

    private static func json(_ value: DatabaseValue) -> JSONValue {
        switch value.storage {
        case .null: .null
        case .int64(let value): .integer(value)
        case .double(let value): .number(value)
        case .string(let text): .string(text)
        case .blob(let data): .string(String(decoding: data, as: UTF8.self))
        }
    }
}
