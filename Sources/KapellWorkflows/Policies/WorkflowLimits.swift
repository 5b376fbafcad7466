/// What one run may take.
public struct WorkflowLimits: Sendable, Hashable {
    /// Steps of one graph in a run, counted over all its processes. At the limit the run pauses as
    /// ``WorkflowStatus/limited(at:)``, with its state saved, and may be resumed with more.
    public var steps: Int
    /// Tasks of one step, such as the items of a fan-out. More are an error.
    public var tasks: Int
    /// Tasks that run at the same time.
    public var width: Int
    /// Bytes that one task may write, and that an effect may return. More are an error.
    public var bytes: Int
    /// How deep workflows may lie in each other.
    public var depth: Int
    /// Events that may wait for the disk before a run waits too.
    public var queue: Int
    /// How long ``WorkflowRunner/cancel(_:)`` waits for nodes that do not heed it.
    public var cancellationGrace: Duration
    /// For how long a process has a run that it drives; it is renewed at a third of it. After a process has died, others
    /// may take its runs over when this has passed. At least a tenth of a second.
    public var lease: Duration

    public init(
        steps: Int = 1000, tasks: Int = 10_000, width: Int = 64, bytes: Int = 8 << 20, depth: Int = 16,
        queue: Int = 1000, cancellationGrace: Duration = .seconds(5), lease: Duration = .seconds(30)
    ) {
        self.steps = max(1, steps)
        self.tasks = max(1, tasks)
        self.width = max(1, width)
        self.bytes = max(1, bytes)
        self.depth = max(1, depth)
        self.queue = max(1, queue)
        self.cancellationGrace = cancellationGrace
        self.lease = max(.milliseconds(100), lease)
    }
}
