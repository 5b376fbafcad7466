import GRDB
import GRDBSQLite

/// A statement that is prepared once, and run without what GRDB does around each: that costs more than such a small
/// statement itself. Only for the queue of the connection that it was made for; it goes before the connection does.
final class RawStatement {
    enum Value {
        case null
        case integer(Int64)
        case text(String)
    }

    private let handle: OpaquePointer
    private let connection: OpaquePointer

    init(_ sql: String, _ database: Database) throws {
        guard let connection = database.sqliteConnection else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "The file is closed.")
        }
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw Self.failure(code, connection) }
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// Runs it to its end.
    ///
    /// - Parameter values: those of its marks, in order.
    /// - Returns: the first column of the first row as a number; `nil` where there is no row.
    /// - Throws: `DatabaseError`.
    @discardableResult
    func run(_ values: Value...) throws -> Int64? {
        defer { sqlite3_reset(handle) }
        var position: Int32 = 0
        for value in values {
            position += 1
            try check(bind(value, position))
        }
        var first: Int64?
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: if first == nil { first = sqlite3_column_int64(handle, 0) }
            case SQLITE_DONE: return first
            case let code: throw Self.failure(code, connection)
            }
        }
    }

    /// How many rows the last run changed.
    var changes: Int { Int(sqlite3_changes(connection)) }

    private func bind(_ value: Value, _ position: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, position)
        case .integer(let number): return sqlite3_bind_int64(handle, position, number)
        case .text(var text):
            // SQLITE_TRANSIENT: SQLite copies it.
            let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { bytes in
                    sqlite3_bind_text64(
                        handle, position, bytes.baseAddress, UInt64(bytes.count), copies, UInt8(SQLITE_UTF8))
                }
            }
        }
    }

    private func check(_ code: Int32) throws {
        if code != SQLITE_OK { throw Self.failure(code, connection) }
    }

    private static func failure(_ code: Int32, _ connection: OpaquePointer) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
    }
}

/// The statements that every append of an event runs, each prepared with its first use.
// The lock: the queue of the connection that writes.
final class JournalStatements: @unchecked Sendable {
    enum Name: Int, CaseIterable {
        case begin
        case commit
        case holdsLease
        case insert
        case counted

        var sql: String {
            switch self {
            case .begin: "BEGIN IMMEDIATE TRANSACTION"
            case .commit: "COMMIT TRANSACTION"
            case .holdsLease: "SELECT owner = ? AND fence = ? FROM leases WHERE run = ?"
            case .insert:
                """
                INSERT OR IGNORE INTO events (run, sequence, type, version, time, data, content)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
            case .counted: "SELECT counted FROM runs WHERE run = ?"
            }
        }
    }

    private var made = [RawStatement?](repeating: nil, count: Name.allCases.count)
    private var isEnded = false

    func callAsFunction(_ name: Name, _ database: Database) throws -> RawStatement {
        if let statement = made[name.rawValue] { return statement }
        guard !isEnded else { throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "The file is closed.") }
        let statement = try RawStatement(name.sql, database)
        made[name.rawValue] = statement
        return statement
    }

    /// Lets all go, before the connection is closed.
    func end() {
        isEnded = true
        for index in made.indices { made[index] = nil }
    }
}
