/// A way back, taken while a condition holds, and not more often than a limit.
///
/// At the limit the run goes on behind the loop as if the condition no longer held: nothing fails, and nothing is lost.
public struct Loop: WorkflowPart {
    let from: String
    let back: String
    let limit: Int
    let then: [String]
    let again: @Sendable (WorkflowState) throws -> Bool

    /// - Parameters:
    ///   - atMost: how often the way back is taken before the loop is left. Counted anew when it is entered again.
    ///   - then: where it goes on behind the loop; ``Workflow/end`` where it is empty.
    public init(
        _ from: String, back: String, atMost limit: Int, then: String...,
        while again: @escaping @Sendable (WorkflowState) throws -> Bool
    ) {
        self.init(from, back: back, atMost: limit, thenAll: then, while: again)
    }

    /// The same with a list, such as one that was read from a file.
    public init(
        _ from: String, back: String, atMost limit: Int, thenAll then: [String],
        while again: @escaping @Sendable (WorkflowState) throws -> Bool
    ) {
        self.from = from
        self.back = back
        self.limit = max(0, limit)
        self.then = then.isEmpty ? [Workflow.end] : then
        self.again = again
    }

    public func join(_ parts: inout WorkflowParts) {
        parts.exits.append(
            WorkflowParts.Exit(
                from: from, way: .loop(number: parts.loops, back: back, limit: limit, then: then, again: again)))
        parts.loops += 1
    }
}
