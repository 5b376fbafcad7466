/// One piece of work in a workflow.
///
/// All nodes of a step see the state as it was before the step. What they write is put together when the step ends; a
/// step that fails writes nothing.
public struct Node: WorkflowPart {
    enum Work: Sendable {
        case code(@Sendable (Step) async throws -> Void)
        case workflow(Workflow, passing: [String], returning: [String])
    }

    public let name: String
    /// The only channels that the node may write; `nil` for any.
    public let writes: [String]?
    public let policy: NodePolicy
    let work: Work

    /// A node that runs code.
    ///
    /// The code may run again: after a failure, a crash, or when something that it waited for has come. Its effects and
    /// awaited values before that point are not made again but answered from the journal, see ``Step``.
    ///
    /// - Parameters:
    ///   - name: unique in the workflow, without `/ @ [ ] #`.
    ///   - writes: the channels that it may write. Where nodes that certainly run together name the same plain channel,
    ///     the workflow is refused.
    public init(
        _ name: String, writes: [any ChannelDefinition]? = nil, policy: NodePolicy = NodePolicy(),
        _ work: @escaping @Sendable (Step) async throws -> Void
    ) {
        self.name = name
        self.writes = writes.map { $0.map(\.name) }
        self.policy = policy
        self.work = .code(work)
    }

    /// A node that runs a workflow.
    ///
    /// - Parameters:
    ///   - passing: channels, of both workflows, that the inner one begins with.
    ///   - returning: channels, of both workflows, whose value is written into the outer one when the inner one ends.
    public init(
        _ name: String, _ workflow: Workflow, passing: [any ChannelDefinition] = [],
        returning: [any ChannelDefinition] = [], policy: NodePolicy = NodePolicy()
    ) {
        self.name = name
        writes = returning.map(\.name)
        self.policy = policy
        work = .workflow(workflow, passing: passing.map(\.name), returning: returning.map(\.name))
    }

    public func join(_ parts: inout WorkflowParts) { parts.nodes.append(self) }

    var workflow: Workflow? {
        if case .workflow(let workflow, _, _) = work { return workflow }
        return nil
    }
}
