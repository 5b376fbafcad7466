public import KapellCore
import KapellJSON

extension Step {
    /// Writes into tables of one's own in the journal's database, exactly once.
    ///
    /// The result is written in the same transaction: either both are there, or none, whatever happens to the process, the
    /// machine or the connection. When the node runs again, the result is given without doing it again.
    ///
    /// ```swift
    /// let balance = try await step.transaction("book") { connection in
    ///     let rows = try connection.execute(
    ///         "UPDATE accounts SET cents = cents - ? WHERE id = ? RETURNING cents", [500, "a"])
    ///     return rows.first?["cents"]?.intValue ?? 0
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - name: as of an ``effect(_:_:input:_:)``.
    ///   - work: may run more than once; what it wrote before is rolled back then. It must not wait for anything else.
    /// - Throws: what `work` throws, which rolls back and leaves the name unused; `.configuration` when the run's journal
    ///   lies in no database; `.tooLarge` for a result over the limit.
    public func transaction<Value: WorkflowValue>(
        _ name: String, _ work: @escaping @Sendable (_ connection: any JournalConnection) throws -> Value
    ) async throws -> Value {
        let id = try next(name)
        let log = task.drive.log
        if let tape = log.tape { return try Value(workflowJSON: try tape.result(of: id)) }
        if let result = log.read({ $0.effects[id]?.result }) { return try Value(workflowJSON: result) }
        guard let database = log.database else {
            throw KapellError(
                .configuration, "The node `\(node.name)` makes a transaction, and the run's journal has none.",
                remedy: "Give the runner the journal of KapellStore or KapellPostgres.")
        }
        let limit = task.drive.limits.bytes
        let (effect, nodeName) = (name, node.name)
        let json = try await log.transact(id, in: database) { connection in
            let json = try work(connection).workflowJSON()
            guard json.roughBytes(limit: limit) <= limit else {
                throw KapellError(
                    .tooLarge, "The transaction `\(effect)` of the node `\(nodeName)` gave more than \(limit) bytes.",
                    remedy: "Give back where the result is, or raise `limits.bytes`.")
            }
            return json
        }
        return try Value(workflowJSON: json)
    }
}
