import KapellCore
import Synchronization

/// Sends the events of a run to those who watch it.
final class RunHub: Sendable {
    private struct State {
        var number = 0
        /// The last events, for those who come back.
        var ring: [WorkflowEvent] = []
        var begin = 0
        var watchers: [Int: (modes: StreamMode, stream: AsyncStream<WorkflowEvent>.Continuation)] = [:]
        var nextWatcher = 0
        var isEnded = false
    }

    static let length = 4096
    private let state = Mutex(State())
    private let watched = Atomic(false)

    /// Whether anybody has ever watched.
    var isWatched: Bool { watched.load(ordering: .relaxed) }

    /// Keeps events from now on for those who come later.
    func keep() { watched.store(true, ordering: .relaxed) }

    func send(_ kind: WorkflowEvent.Kind, path: String, step: Int) {
        state.withLock { state in
            guard !state.isEnded else { return }
            let event = WorkflowEvent(number: state.number, path: path, step: step, kind: kind)
            state.number += 1
            if state.ring.count < Self.length {
                state.ring.append(event)
            } else {
                state.ring[state.begin] = event
                state.begin = (state.begin + 1) % Self.length
            }
            for watcher in state.watchers.values where !watcher.modes.isDisjoint(with: event.mode) {
                watcher.stream.yield(event)
            }
        }
    }

    /// The last event; the streams end with it.
    func end(_ status: WorkflowStatus) {
        if isWatched { send(.ended(status), path: "", step: 0) }
        close()
    }

    func close() {
        let streams = state.withLock { state in
            state.isEnded = true
            defer { state.watchers = [:] }
            return state.watchers.values.map(\.stream)
        }
        for stream in streams { stream.finish() }
    }

    /// Events after the one with the given number, as far as they are kept, and those to come.
    func watch(_ modes: StreamMode, after number: Int?) -> AsyncStream<WorkflowEvent> {
        keep()
        let (stream, continuation) = AsyncStream.makeStream(
            of: WorkflowEvent.self, bufferingPolicy: .bufferingNewest(Self.length))
        let id = state.withLock { state -> Int? in
            let past = state.ring[state.begin...] + state.ring[..<state.begin]
            for event in past where event.number > number ?? -1 && !modes.isDisjoint(with: event.mode) {
                continuation.yield(event)
            }
            guard !state.isEnded else { return nil }
            state.nextWatcher += 1
            state.watchers[state.nextWatcher] = (modes, continuation)
            return state.nextWatcher
        }
        if let id {
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.watchers.removeValue(forKey: id) }
            }
        } else {
            continuation.finish()
        }
        return stream
    }
}
