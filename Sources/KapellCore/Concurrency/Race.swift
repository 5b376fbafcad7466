import Synchronization

/// Thrown when the time of a ``Race`` is up.
package struct TimeIsUp: Error {}

/// Runs an operation until it ends, its time is up, or the caller is cancelled, whichever comes first.
///
/// A task group would wait for an operation that does not heed its cancellation, such as a tool that hangs. Here the
/// caller goes on: the operation's task is cancelled, and what it still does is ignored.
package final class Race<Value: Sendable>: Sendable {
    private struct State: ~Copyable {
        var result: Result<Value, any Error>?
        var waiting: CheckedContinuation<Void, Never>?
        var tasks: [Task<Void, Never>] = []
    }

    private let state = Mutex(State())

    private init() {}

    /// Runs `operation`. It begins on the caller's thread; one that never waits costs little more than a call.
    ///
    /// - Throws: what the operation throws, ``TimeIsUp``, or `CancellationError`.
    package nonisolated(nonsending) static func run(
        limit: Duration?, clock: any Clock<Duration>, _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        let race = Race()
        // The race owns its tasks and cancels them when it is decided.
        let work: @Sendable () async -> Void = {
            do {
                race.end(.success(try await operation()))
            } catch {
                race.end(.failure(error))
            }
        }
        if #available(macOS 26.0, iOS 26.0, tvOS 26.0, watchOS 26.0, visionOS 26.0, *) {
            race.keep(Task.immediate { await work() })
        } else {
            race.keep(Task { await work() })
        }
        if let result = race.result { return try result.get() }
        if let limit {
            race.keep(
                Task {
                    do {
                        try await clock.sleep(for: limit)
                        race.end(.failure(TimeIsUp()))
                    } catch {}
                })
        }
        return try await race.wait().get()
    }

    private var result: Result<Value, any Error>? { state.withLock { $0.result } }

    private func keep(_ task: Task<Void, Never>) {
        let isDecided = state.withLock { state in
            if state.result == nil { state.tasks.append(task) }
            return state.result != nil
        }
        if isDecided { task.cancel() }
    }

    /// The first result counts.
    private func end(_ result: Result<Value, any Error>) {
        let (waiting, tasks) = state.withLock { state -> (CheckedContinuation<Void, Never>?, [Task<Void, Never>]) in
            guard state.result == nil else { return (nil, []) }
            state.result = result
            defer {
                state.waiting = nil
                state.tasks = []
            }
            return (state.waiting, state.tasks)
        }
        for task in tasks { task.cancel() }
        waiting?.resume()
    }

    private nonisolated(nonsending) func wait() async -> Result<Value, any Error> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if state.result != nil { return true }
                    state.waiting = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            end(.failure(CancellationError()))
        }
        return result ?? .failure(CancellationError())
    }
}
