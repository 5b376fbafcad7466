/// After one node come those that the state after its step chooses.
public struct Branch: WorkflowPart {
    let from: String
    let to: [String]
    let choose: @Sendable (WorkflowState) throws -> [String]

    /// - Parameters:
    ///   - to: every node that may be chosen, and ``Workflow/end`` where the way may end.
    ///   - choose: must be a pure function. What it chose is kept in the journal; it is not asked again on resume.
    public init(
        _ from: String, to: String..., choose: @escaping @Sendable (WorkflowState) throws -> String
    ) {
        self.from = from
        self.to = to
        self.choose = { [try choose($0)] }
    }

    /// The same of a list, such as one that was read from a file.
    public init(
        _ from: String, toOneOf to: [String], choose: @escaping @Sendable (WorkflowState) throws -> String
    ) {
        self.from = from
        self.to = to
        self.choose = { [try choose($0)] }
    }

    /// Chooses several, which run at the same time; none ends the way.
    public init(
        _ from: String, toAny to: String..., choose: @escaping @Sendable (WorkflowState) throws -> [String]
    ) {
        self.from = from
        self.to = to
        self.choose = choose
    }

    public func join(_ parts: inout WorkflowParts) {
        parts.exits.append(WorkflowParts.Exit(from: from, way: .branch(to: to, choose: choose)))
    }
}
