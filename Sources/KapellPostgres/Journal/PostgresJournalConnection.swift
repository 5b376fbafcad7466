import KapellCore
import KapellJSON

/// PostgreSQL in the hands of a workflow, until its transaction ends.
final class PostgresJournalConnection: JournalConnection {
    private let statement: (String, [PostgresParameter]) throws(KapellError) -> PostgresRows
    private var isOver = false

    init(_ statement: @escaping (String, [PostgresParameter]) throws(KapellError) -> PostgresRows) {
        self.statement = statement
    }

    func end() { isOver = true }

    func execute(_ sql: String, _ parameters: [JSONValue]) throws -> [JSONObject] {
        guard !isOver else {
            throw KapellError(.invalidRequest, "The transaction of this connection has ended.")
        }
        let rows: PostgresRows
        do throws(KapellError) {
            rows = try statement(sql, parameters.map(Self.parameter))
        } catch {
            // A table of the caller's, not one of a collection.
            guard error.code == .notFound else { throw error }
            throw KapellError(
                .invalidRequest, "A statement of a transaction names a table or type that PostgreSQL does not have.")
        }
        return rows.rows.map { row in
            JSONObject(zip(rows.columns, row).map { column, text in (column.name, Self.json(text, column.type)) })
        }
    }

    private static func parameter(_ json: JSONValue) -> PostgresParameter {
        switch json {
        case .null: .null
        case .string(let text): .text(text)
        default: .text(json.serialized())
        }
    }

    /// Source of the numbers: the table `pg_type` of PostgreSQL.
    private static func json(_ text: String?, _ type: UInt32) -> JSONValue {
        guard let text else { return .null }
        switch type {
        case 16: return .bool(text == "t")
        case 20, 21, 23, 26: return Int64(text).map { .integer($0) } ?? .string(text)
        case 700, 701: return Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .string(text)
        case 114, 3802: return (try? JSONValue(parsing: text)) ?? .string(text)
        default: return .string(text)
        }
    }
}
