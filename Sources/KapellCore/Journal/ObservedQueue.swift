import Synchronization

/// What was observed and is not written yet: bounded in events and in bytes of content.
package final class ObservedQueue: Sendable {
    package struct Observation: Sendable {
        package var event: JournalEvent
        package var content: [String: String]

        package init(event: JournalEvent, content: [String: String]) {
            self.event = event
            self.content = content
        }
    }

    /// Bytes of content that may wait. One event that is larger is taken when nothing else waits.
    package static let byteLimit = 64 << 20
    /// So many events are written at once without waiting for more.
    package static let batch = 256

    private struct State {
        var pending: [Observation] = []
        var bytes = 0
        var accepted = 0
        var settled = 0
        var dropped = 0
        var isClosed = false
        var waiters: [(upTo: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let limit: Int
    /// Says that something waits; ends when the queue is closed.
    package let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    package init(limit: Int) {
        self.limit = limit
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package var dropped: Int { state.withLock(\.dropped) }

    /// Whether writing should begin now.
    package var isUrgent: Bool {
        state.withLock { $0.isClosed || !$0.waiters.isEmpty || $0.pending.count >= Self.batch }
    }

    package func add(_ observation: Observation) {
        let size = observation.content.values.reduce(0) { $0 + $1.utf8.count }
        let isFirst = state.withLock { state in
            let fits =
                state.pending.count < limit && (state.pending.isEmpty || state.bytes + size <= Self.byteLimit)
            guard fits, !state.isClosed else {
                state.dropped += 1
                return false
            }
            state.pending.append(observation)
            state.bytes += size
            state.accepted += 1
            return state.pending.count == 1
        }
        if isFirst { signal.yield() }
    }

    /// Takes all that waits.
    package func take() -> [Observation] {
        state.withLock { state in
            defer {
                state.pending = []
                state.bytes = 0
            }
            return state.pending
        }
    }

    /// Notes that `count` of what was taken is done with, `dropped` of it in vain.
    package func settle(_ count: Int, dropped: Int) {
        let ready = state.withLock { state in
            state.settled += count
            state.dropped += dropped
            let settled = state.settled
            defer { state.waiters.removeAll { $0.upTo <= settled } }
            return state.waiters.filter { $0.upTo <= settled }.map(\.continuation)
        }
        for continuation in ready { continuation.resume() }
    }

    /// Waits until all that was added before is settled.
    package func settled() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.settled >= state.accepted { return true }
                state.waiters.append((state.accepted, continuation))
                return false
            }
            if isDone { continuation.resume() }
        }
    }

    /// Takes no more; what waits is still written.
    package func close() {
        state.withLock { $0.isClosed = true }
        signal.finish()
    }
}
