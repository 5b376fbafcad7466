import GRDB
import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension StoreFile {
    /// How much a commit waits for.
    enum Synchronous: String {
        /// Each commit is on the disk when it returns.
        case full = "FULL"
        /// The file stays whole through a crash of the machine, which may take back the newest commits.
        case normal = "NORMAL"
    }

    /// How long one who writes waits for another process that does, in milliseconds.
    static let patience: Int32 = 5_000

    /// Opens the file, makes it where there is none, and brings its schema up to date.
    ///
    /// - Parameter readers: how many reads run at once; a read never waits for a write.
    func open(
        _ migrator: DatabaseMigrator, synchronous: Synchronous, readers: Int
    ) throws(KapellError) -> DatabasePool {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw KapellError(.invalidRequest, "A \(kind.name) has no file name.", remedy: "Name a file.")
        }
        guard !StoreFolder.isFolder(path) else {
            throw KapellError(.configuration, "\(label) is a folder.", remedy: "Name a file.")
        }
        try StoreFolder.create(StoreFolder.parent(of: path))
        // Several processes may make the file at once. One of them wins; the others see a lock, or a table that is
        // already there, and look again.
        var attempt = 0
        while true {
            do {
                return try openOnce(migrator, synchronous: synchronous, readers: readers)
            } catch {
                attempt += 1
                let code = (error as? DatabaseError)?.resultCode
                let mayPass = code == .SQLITE_BUSY || code == .SQLITE_ERROR || code == .SQLITE_CONSTRAINT
                guard mayPass, attempt < (code == .SQLITE_BUSY ? 50 : 4) else { throw failure(error) }
                usleep(20_000)
            }
        }
    }

    private func openOnce(
        _ migrator: DatabaseMigrator, synchronous: Synchronous, readers: Int
    ) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Double(Self.patience) / 1_000)
        configuration.maximumReaderCount = readers
        configuration.prepareDatabase { [self] database in
            try checkOwner(database)
            // What is appended goes to the ends of few tables; SQLite's 2 MB for each connection would only lie there.
            if kind == .journal { try database.execute(sql: "PRAGMA cache_size = -512") }
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        if try pool.read({ try migrator.hasBeenSuperseded($0) }) {
            throw KapellError(
                .conflict, "\(label) was written by a newer version of kapell.",
                remedy: "Update kapell, or use another folder.")
        }
        // GRDB sets `synchronous` to NORMAL when it turns the write-ahead log on, so this must come after.
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue)")
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
        }
        if try !pool.read(migrator.hasCompletedMigrations) { try migrator.migrate(pool) }
        return pool
    }

    /// Closes the file, and brings what its write-ahead log holds into it.
    func close(_ pool: DatabasePool) throws(KapellError) {
        // SQLite does that when the last connection is closed, if that one may write: so the readers go first.
        pool.releaseMemory()
        do { try pool.close() } catch { throw failure(error) }
    }

    /// Refuses a database of another program before anything is written to it.
    private func checkOwner(_ database: Database) throws {
        let id = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard id != kind.applicationID else { return }
        let tables = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name NOT IN ('grdb_migrations', 'grdb_issue_102')")
        guard id == 0, tables == 0 else {
            throw KapellError(
                .conflict, "\"\(path)\" is a database, but not a \(kind.name) of kapell.",
                remedy: "Name another file.")
        }
    }
}
