public import KapellCore
public import KapellJSON
import Synchronization

/// What a node has in its hands while it runs.
///
/// ```swift
/// Node("charge", writes: [receipt]) { step in
///     guard try await step.approve("Charge \(try step[amount])?") else { return }
///     let number = try await step.effect("charge", .once { key in await bank.find(key) }) { key in
///         try await bank.charge(amount, key: key)
///     }
///     try step.write(receipt, number)
/// }
/// ```
///
/// A node's code may run more than once: after a failure or a crash, and each time when something came that it waited
/// for. What ``effect(_:_:input:_:)``, ``approve(_:name:showing:within:otherwise:)`` and their like gave before is then
/// read from the journal, by the name given and a number counted for each name: nothing is done or asked again. What is
/// not done through them, such as a plain call of a service, is done again. Between them the code must take the same
/// way again for the same values.
public final class Step: Sendable {
    struct State {
        var writes: [ChannelWrite] = []
        var bytes = 0
        var counts: [String: Int] = [:]
        var isSuspended = false
        var isClosed = false
        var hasAwaited = false
    }

    let task: TaskRun
    let node: Node
    let snapshot: WorkflowState
    let lease: BudgetLease
    let inner = Mutex(State())

    init(task: TaskRun, node: Node, state: WorkflowState, lease: BudgetLease) {
        self.task = task
        self.node = node
        snapshot = state
        self.lease = lease
    }

    /// The run.
    public var run: RunID { task.drive.run }
    /// Names this task in its run, such as `review@3/check[1]@0`: node `check` for the second item, in step 0 of the
    /// workflow in the node `review`, in step 3.
    public var path: String { task.path }
    /// The number of the step in its graph, from 0.
    public var number: Int { task.step }
    /// The state before this step.
    public var state: WorkflowState { snapshot }

    /// What a channel held before this step.
    ///
    /// - Throws: `.invalidRequest` when the workflow does not have the channel.
    public subscript<Value: WorkflowValue>(channel: Channel<Value>) -> Value {
        get throws { try snapshot[channel] }
    }

    /// The item of a ``FanOut`` for which this task runs.
    ///
    /// - Throws: `.invalidRequest` when it does not run for one, or the item is of another type.
    public func item<Value: WorkflowValue>(_ type: Value.Type = Value.self) throws -> Value {
        guard let item = task.task.item else {
            throw KapellError(
                .invalidRequest, "The node `\(node.name)` does not run for an item.", remedy: "Lead a `FanOut` to it.")
        }
        return try Value(workflowJSON: item)
    }

    /// Writes into a channel when the step ends, as the channel's reducer says.
    ///
    /// - Throws: `.invalidRequest` for a channel that the workflow does not have, or that is not among those that the
    ///   node says it writes; `.tooLarge` when the task writes more than ``WorkflowLimits/bytes``.
    public func write<Value: WorkflowValue>(_ channel: Channel<Value>, _ value: Value) throws {
        let place = try task.workflow.layout.place(of: channel.name)
        guard node.writes?.contains(channel.name) ?? true else {
            throw KapellError(
                .invalidRequest, "The node `\(node.name)` wrote `\(channel.name)`, which it does not name in `writes`.",
                remedy: "Name it there.")
        }
        let form = task.workflow.layout.channels[place]
        guard form.typeID == ObjectIdentifier(Value.self) else {
            throw KapellError(
                .invalidRequest,
                "The channel `\(channel.name)` of `\(task.workflow.name)` holds \(form.type), not "
                    + "\(Value.workflowTypeName).", remedy: "Use the channel that the workflow was made with.")
        }
        let json = try value.workflowJSON()
        let limit = task.drive.limits.bytes
        let bytes = json.roughBytes(limit: limit)
        try inner.withLock { state in
            guard !state.isClosed else { throw CancellationError() }
            state.bytes = state.bytes.clampedAdding(bytes)
            guard state.bytes <= limit else {
                throw KapellError(
                    .tooLarge,
                    "The node `\(node.name)` writes more than \(limit) bytes, the last into `\(channel.name)`.",
                    remedy: "Keep large things in a file or a store, and write where they are; or raise `limits.bytes`."
                )
            }
            state.writes.append(ChannelWrite(channel: channel.name, value: json))
        }
    }

    /// Sends data of one's own to those who watch the run. It is not kept.
    public func emit(_ value: JSONValue) { task.emit(.custom(value)) }

    /// Sends a piece of text, as a model writes it, to those who watch the run. It is not kept.
    public func emit(token: String) { task.emit(.token(token)) }

    var writes: [ChannelWrite] { inner.withLock { $0.writes } }
    var isSuspended: Bool { inner.withLock { $0.isSuspended } }
    /// Whether nothing was done or awaited, so that what was written may be used again.
    var isRepeatable: Bool { inner.withLock { !$0.hasAwaited } }

    /// No effect begins after this, and nothing is written.
    func close() { inner.withLock { $0.isClosed = true } }

    /// The id of the next thing of this name that the node does or awaits.
    ///
    /// - Throws: when it must not do or await anything any more.
    func next(_ name: String) throws -> String {
        let number = try inner.withLock { state in
            if state.isSuspended { throw Suspension() }
            guard !state.isClosed else { throw CancellationError() }
            state.hasAwaited = true
            defer { state.counts[name, default: 0] += 1 }
            return state.counts[name, default: 0]
        }
        try Task.checkCancellation()
        try task.drive.log.check()
        guard !name.isEmpty, !name.contains("/"), !name.contains("#"), !name.contains("?") else {
            throw KapellError(.invalidRequest, "`\(name)` cannot be a name in a node.", remedy: "Use no / # and ?.")
        }
        return "\(task.path)/\(name)#\(number)"
    }

    func suspend() -> any Error {
        inner.withLock { $0.isSuspended = true }
        return Suspension()
    }
}
