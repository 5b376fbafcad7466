/// Where checkpoints of one graph lie: a thread, and in it the namespace of the graph or of one inside it.
public struct CheckpointPlace: Sendable, Hashable {
    public var thread: String
    /// Empty for the outermost graph.
    public var namespace: String

    public init(thread: String, namespace: String = "") {
        self.thread = thread
        self.namespace = namespace
    }
}
