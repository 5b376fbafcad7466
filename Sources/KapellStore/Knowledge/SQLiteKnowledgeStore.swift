import GRDB
public import KapellCore

/// Knowledge bases in one SQLite file.
///
/// The file is the truth: when a call that writes returns, its change is on the disk and survives a crash of the
/// program and of the machine; a call that throws has changed nothing. Reads run beside each other and beside a write,
/// each on one consistent state. Several processes may use a file at once; a write waits up to 5 seconds for another.
///
/// All calls throw a ``KapellError`` and nothing else:
/// - `.diskFull` when there is no space left; `.conflict`, retryable, when another program holds the file;
/// - `.corrupt` when the file is damaged; `.permission` when it may not be written;
/// - `.notFound` for a knowledge base that is not there; `.cancelled` when the task was cancelled: a write that had not
///   been committed is then undone.
public final class SQLiteKnowledgeStore: Sendable {
    let pool: DatabasePool
    let file: StoreFile

    /// Opens the store, makes it where there is none, and brings an older one up to date.
    ///
    /// - Throws: `.conflict` when the file was written by a newer version or belongs to another program, `.corrupt`
    ///   when it is damaged or no database.
    public init(path: String) throws(KapellError) {
        file = StoreFile(path: path, kind: .knowledge)
        pool = try file.open(KnowledgeSchema.migrator, synchronous: .full, readers: 4)
    }

    /// Path of the file.
    public var path: String { file.path }

    /// Closes the file. Calls that run go on to their end first; later ones throw. Closing again does nothing.
    public func close() throws(KapellError) {
        try file.close(pool)
    }

    func read<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) async throws(KapellError) -> Value {
        do { return try await pool.read(body) } catch { throw file.failure(error) }
    }

    func change<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) async throws(KapellError) -> Value {
        do { return try await pool.write(body) } catch { throw file.failure(error) }
    }

    /// Throws where there is no collection of this number.
    static func requireCollection(_ id: Int64, in database: Database) throws {
        guard try Bool.fetchOne(database, sql: "SELECT 1 FROM collections WHERE id = ?", arguments: [id]) != nil else {
            throw missing(id)
        }
    }

    static func missing(_ id: Int64) -> KapellError {
        KapellError(
            .notFound, "There is no knowledge base with the number \(id); it may have been removed.",
            remedy: "List the knowledge bases, and ask for one of them by name.")
    }
}

extension SQLiteKnowledgeStore: KnowledgeStore {}
