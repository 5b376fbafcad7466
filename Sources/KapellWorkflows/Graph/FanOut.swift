/// After one node comes another once for each item of a list, at the same time.
///
/// Each of them finds its item in ``Step/item(_:)``. The edges of that node are taken once, when all have run.
public struct FanOut: WorkflowPart {
    let from: String
    let to: String
    let items: @Sendable (WorkflowState) throws -> [WorkflowParts.Item]

    /// - Parameter over: makes the items out of the state after the step. It must be a pure function.
    public init<Value: WorkflowValue>(
        _ from: String, to: String, over: @escaping @Sendable (WorkflowState) throws -> [Value]
    ) {
        self.from = from
        self.to = to
        items = { try over($0).map { WorkflowParts.Item(value: try $0.workflowJSON()) } }
    }

    public func join(_ parts: inout WorkflowParts) {
        parts.exits.append(WorkflowParts.Exit(from: from, way: .fanOut(to: to, items: items)))
    }
}
