import Synchronization

/// The events of one streamed answer, kept so that any number of readers can follow them, each at its own pace.
final class TurnLog: Sendable {
    private struct State: ~Copyable {
        var events: [ResponseEvent] = []
        var outcome: Result<TurnOutcome, any Error>?
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
    }

    /// What there is to read.
    struct News {
        var events: [ResponseEvent]
        /// Set once nothing will follow.
        var outcome: Result<TurnOutcome, any Error>?
    }

    private let state = Mutex(State())

    func append(_ event: ResponseEvent) {
        wake { state in
            if state.outcome == nil { state.events.append(event) }
        }
    }

    func end(_ outcome: Result<TurnOutcome, any Error>) {
        wake { state in
            if state.outcome == nil { state.outcome = outcome }
        }
    }

    /// The outcome, once there is one.
    var outcome: Result<TurnOutcome, any Error>? { state.withLock { $0.outcome } }

    private func wake(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    /// What came after the first `position` events; waits until there is something. A cancelled task gets what is
    /// there, which may be nothing.
    nonisolated(nonsending) func news(after position: Int) async -> News {
        while true {
            let (news, id) = state.withLock { state -> (News?, Int) in
                state.next += 1
                if state.events.count > position || state.outcome != nil {
                    // A copy of what is new, so that the log can go on growing in its place.
                    let new = Array(state.events[min(position, state.events.count)...])
                    return (News(events: new, outcome: state.outcome), 0)
                }
                return (nil, state.next)
            }
            if let news { return news }
            if Task.isCancelled { return News(events: [], outcome: nil) }
            await wait(id, position)
        }
    }

    private nonisolated(nonsending) func wait(_ id: Int, _ position: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if state.events.count > position || state.outcome != nil || Task.isCancelled { return true }
                    state.waiting[id] = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLock { $0.waiting.removeValue(forKey: id) }
            continuation?.resume()
        }
    }
}
