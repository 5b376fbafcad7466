public import KapellCore
import Synchronization

/// A run that goes on by itself in this process.
public struct WorkflowRun: Sendable {
    public let id: RunID
    let active: ActiveRun

    /// What happens from its beginning on.
    public func events(_ modes: StreamMode = .all) -> AsyncStream<WorkflowEvent> {
        active.hub.watch(modes, after: nil)
    }

    /// Waits until it has begun: from then on the journal has it, where its durability is not `exit` or `async`.
    ///
    /// - Throws: what kept it from beginning, as ``outcome()`` does. When the caller is cancelled, the run goes on.
    package func begun() async throws {
        // Nothing happens before the beginning is written.
        for await _ in events() { return }
        try Task.checkCancellation()
        _ = try await outcome()
    }

    /// Waits until it ends or pauses. When the caller is cancelled, the run stops, and can be resumed.
    ///
    /// - Throws: `CancellationError`; what kept the run from being written down, such as a full disk. The failure of a
    ///   node is not thrown but a status.
    public func outcome() async throws -> WorkflowOutcome { try await active.outcome() }
}

/// A run in the table of those that this process drives.
final class ActiveRun: Sendable {
    private struct State {
        var task: Task<WorkflowOutcome, any Error>?
        var log: RunLog?
        var isStopped = false
    }

    let hub = RunHub()
    private let state = Mutex(State())

    var log: RunLog? { state.withLock { $0.log } }

    func use(_ log: RunLog) { state.withLock { $0.log = log } }

    /// The task is owned here: it ends by itself, or by ``stop()``.
    func use(_ task: Task<WorkflowOutcome, any Error>) {
        let isStopped = state.withLock { state in
            state.task = task
            return state.isStopped
        }
        if isStopped { task.cancel() }
    }

    func stop() {
        let task = state.withLock { state in
            state.isStopped = true
            return state.task
        }
        task?.cancel()
    }

    func outcome() async throws -> WorkflowOutcome {
        guard let task = state.withLock({ $0.task }) else { throw CancellationError() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
