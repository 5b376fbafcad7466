public import KapellJSON

/// When what a node wrote may be used again without running it.
///
/// Only tries without effects and without waiting are kept, in memory, for all runs of one ``WorkflowRunner``.
public struct NodeCachePolicy: Sendable {
    /// For how long.
    public var lifetime: Duration?
    let key: @Sendable (WorkflowState, JSONValue?) throws -> JSONValue

    /// - Parameter key: everything that the node's result depends on, out of the state and the item of a fan-out.
    public init(
        lifetime: Duration? = nil,
        key: @escaping @Sendable (_ state: WorkflowState, _ item: JSONValue?) throws -> JSONValue
    ) {
        self.lifetime = lifetime
        self.key = key
    }

    /// The key is what these channels hold, and the item.
    public static func reading(_ channels: any ChannelDefinition..., lifetime: Duration? = nil) -> NodeCachePolicy {
        let names = channels.map(\.name)
        return NodeCachePolicy(lifetime: lifetime) { state, item in
            let values = try names.map { state.values[try state.layout.place(of: $0)] }
            return .array(values + [item ?? .null])
        }
    }
}
