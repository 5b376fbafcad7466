import GRDB
import KapellCore

/// One file of the journal: events, the content they name, and the projection of runs.
final class JournalFile: Sendable {
    let file: StoreFile
    let pool: DatabasePool
    let turns = WriterTurns()
    let statements = JournalStatements()

    init(path: String, synchronous: StoreFile.Synchronous) throws(KapellError) {
        file = StoreFile(path: path, kind: .journal)
        pool = try file.open(JournalSchema.migrator, synchronous: synchronous, readers: 2)
    }

    deinit { statements.end() }

    func close() {
        pool.writeWithoutTransaction { _ in statements.end() }
        try? file.close(pool)
    }

    /// Writes items in one transaction, and waits for it whether or not the task is cancelled: an event that says so
    /// must be written too.
    ///
    /// - Parameters:
    ///   - unique: throws where an event is already there; otherwise it is left out.
    ///   - lease: of the run that the items belong to, with what becomes of it.
    /// - Returns: how many were new.
    @discardableResult
    func write(_ items: [JournalItem], unique: Bool, under lease: LeaseWrite? = nil) async throws(KapellError) -> Int {
        let body = { @Sendable [statements] (database: Database) throws -> Int in
            try lease?.run(database, statements)
            return try Self.write(items, unique: unique, statements, in: database)
        }
        return items.count <= Self.few ? try await soon(body) : try await uncancelled(body)
    }
}
