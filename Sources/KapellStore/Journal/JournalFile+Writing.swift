import GRDB
import GRDBSQLite
import KapellCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How the transactions of a file get to the one connection that writes.
///
/// That connection has a queue with a thread of its own. The way to it and back costs a third of what a commit of one
/// event does, so who finds nobody writing commits on the thread it is on.
extension JournalFile {
    /// So many items are written within the time of a commit, more or less.
    static let few = 32

    /// Runs `body` in a transaction, and waits for it whether or not the task is cancelled.
    func uncancelled<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(KapellError) -> Result {
        turns.enter()
        defer { turns.leave() }
        return try await queued(body)
    }

    /// The same for a `body` that takes no longer than the disk does.
    func soon<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(KapellError) -> Result {
        let isFirst = turns.enter()
        defer { turns.leave() }
        guard isFirst, WriterTurns.maySpareThread else { return try await queued(body) }
        do {
            if let result = try here(body) { return result }
        } catch {
            throw file.failure(error)
        }
        return try await queued(body)
    }

    private func queued<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(KapellError) -> Result {
        do {
            return try await withCheckedThrowingContinuation { continuation in
                pool.asyncWrite {
                    try body($0)
                } completion: { _, result in
                    continuation.resume(with: result)
                }
            }
        } catch {
            throw file.failure(error)
        }
    }

    /// - Returns: `nil` when another process is writing: a wait for that would hold the thread for too long.
    private func here<Result>(_ body: (Database) throws -> Result) throws -> Result? {
        try pool.writeWithoutTransaction { database in
            guard try begin(database) else { return nil }
            do {
                let result = try body(database)
                try statements(.commit, database).run()
                return result
            } catch {
                try? database.rollback()
                throw error
            }
        }
    }

    /// - Returns: false when another process is writing.
    private func begin(_ database: Database) throws -> Bool {
        // A file that is closed has none.
        guard let connection = database.sqliteConnection else { return false }
        sqlite3_busy_timeout(connection, 0)
        defer { sqlite3_busy_timeout(connection, StoreFile.patience) }
        do {
            try statements(.begin, database).run()
            return true
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return false
        }
    }
}

/// Who writes to a file, or waits to.
final class WriterTurns: Sendable {
    private let count = Atomic(0)

    /// Whether a thread of Swift's pool may wait for the disk: there are as many of them as processors.
    static let maySpareThread = sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1

    /// - Returns: whether nobody writes.
    @discardableResult
    func enter() -> Bool { count.add(1, ordering: .acquiring).oldValue == 0 }

    func leave() { count.subtract(1, ordering: .releasing) }
}
