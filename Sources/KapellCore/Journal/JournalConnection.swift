public import KapellJSON

/// The database of a journal, within a transaction.
///
/// Tables of one's own may lie beside those of the journal, which must be left alone. `begin`, `commit` and their like are
/// the journal's business.
public protocol JournalConnection {
    /// Runs one statement, in the database's own dialect: `?` for SQLite, `$1` for PostgreSQL.
    ///
    /// - Parameter parameters: texts, numbers, truth values and null; arrays and objects go as JSON.
    /// - Returns: its rows, by the names of their columns. Where the database does not say which type a column has, as
    ///   PostgreSQL's of types of its own, the value is a text.
    /// - Throws: a ``KapellError``.
    @discardableResult
    func execute(_ sql: String, _ parameters: [JSONValue]) throws -> [JSONObject]
}

extension JournalConnection {
    /// Runs a statement without parameters.
    @discardableResult
    public func execute(_ sql: String) throws -> [JSONObject] { try execute(sql, []) }
}
