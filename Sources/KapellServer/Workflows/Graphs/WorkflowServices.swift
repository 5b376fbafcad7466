package import KapellCore
package import KapellJSON

/// What the nodes of workflows in `kapell.yaml` can do.
package protocol WorkflowServices: Sendable {
    /// - Parameter token: gets the answer's text while it is written.
    func prompt(_ name: String, _ input: JSONObject, token: @escaping @Sendable (String) -> Void) async throws
        -> NodeResult
    func model(_ name: String, _ request: ModelRequest, token: @escaping @Sendable (String) -> Void) async throws
        -> NodeResult
    func ask(_ knowledge: String, _ question: String) async throws -> NodeResult
    func search(_ knowledge: String, _ question: String, count: Int) async throws -> NodeResult
    /// The text of a document below the project's folder.
    func read(_ path: String) async throws -> NodeResult
    /// Writes a file below the project's folder, whole or not at all.
    func write(_ text: String, to path: String) async throws -> NodeResult
    /// `{"status", "headers", "body"}` of a service.
    ///
    /// - Throws: `EffectNotDone` where the service surely did nothing.
    func send(_ request: HTTPCall) async throws -> NodeResult
    /// What a program wrote.
    ///
    /// - Throws: `EffectNotDone` where it did not begin.
    func run(_ program: ProgramCall) async throws -> NodeResult
}

/// What a node's work gave, and what it took.
package struct NodeResult: Sendable, Hashable {
    package var output: JSONValue
    package var usage = ModelUsage()
    /// What it cost; `nil` where no price is known.
    package var dollars: Double?
    package var model: String?
    /// The run of its own that it has in the journal.
    package var run: String?

    package init(
        _ output: JSONValue, usage: ModelUsage = .init(), dollars: Double? = nil, model: String? = nil,
        run: String? = nil
    ) {
        self.output = output
        self.usage = usage
        self.dollars = dollars
        self.model = model
        self.run = run
    }

    /// As the journal keeps it: `{"output", "ms", "usage", "dollars", "model", "run"}`, without what there is not.
    func json(milliseconds: Double) -> JSONValue {
        var json: JSONObject = ["output": output, "ms": .number((milliseconds * 10).rounded() / 10)]
        if usage != ModelUsage() { json["usage"] = usage.json }
        json["dollars"] = dollars.map { .number($0) }
        json["model"] = model.map { .string($0) }
        json["run"] = run.map { .string($0) }
        return .object(json)
    }
}
