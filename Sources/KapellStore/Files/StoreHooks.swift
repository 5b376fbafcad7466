import GRDB
package import KapellCore

/// Ways round the public calls, for tests: to damage a store, to fill it, and to look at its settings.
extension SQLiteKnowledgeStore {
    /// Runs SQL that changes the file.
    package func execute(_ sql: String) async throws(KapellError) {
        try await change { try $0.execute(sql: sql) }
    }

    /// Asks for one number, on the connection that writes.
    package func number(_ sql: String) async throws(KapellError) -> Int? {
        do { return try await pool.writeWithoutTransaction { try Int.fetchOne($0, sql: sql) } } catch {
            throw file.failure(error)
        }
    }

    /// Lets the file grow by so many pages of 4 KiB and no further, as on a disk that is full then.
    package func limitGrowth(pages: Int) async throws(KapellError) {
        let size = try await number("PRAGMA page_count") ?? 0
        _ = try await number("PRAGMA max_page_count = \(size + pages)")
    }

    /// Runs `body` while another connection holds the right to write.
    package func holdingWriteLock(_ body: () async throws -> Void) async throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let holder = try DatabaseQueue(path: path, configuration: configuration)
        try await holder.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        try await body()
        try await holder.writeWithoutTransaction { try $0.rollback() }
    }
}

extension SQLiteCheckpoints {
    /// Runs SQL that changes the file.
    package func execute(_ sql: String) async throws { try await change { try $0.execute(sql: sql) } }

    package func number(_ sql: String) async throws -> Int? { try await change { try Int.fetchOne($0, sql: sql) } }
}

extension SQLiteJournal {
    /// Runs SQL that changes the durable file, or the segment of a day.
    package func execute(_ sql: String, day: String? = nil) async throws {
        let file = try file(day)
        do { try await file.pool.write { try $0.execute(sql: sql) } } catch { throw file.file.failure(error) }
    }

    package func number(_ sql: String, day: String? = nil) async throws -> Int? {
        let file = try file(day)
        return try await file.pool.writeWithoutTransaction { try Int.fetchOne($0, sql: sql) }
    }

    /// Lets a file grow by so many pages of 4 KiB and no further.
    package func limitGrowth(pages: Int, day: String? = nil) async throws {
        let size = try await number("PRAGMA page_count", day: day) ?? 0
        _ = try await number("PRAGMA max_page_count = \(size + pages)", day: day)
    }

    private func file(_ day: String?) throws(KapellError) -> JournalFile {
        guard let day else { return durable }
        return try segments.file(day, create: true) ?? durable
    }
}
