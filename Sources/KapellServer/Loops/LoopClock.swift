package import KapellPolicy
import KapellProviders
import NIOCore
import NIOPosix
import Synchronization

/// The continuous clock; who sleeps on an event loop is woken by that loop's own timer.
///
/// A limit on time is set for every request and passes for almost none: a loop's timer costs less than the system's.
package struct LoopClock: Clock {
    package typealias Instant = ContinuousClock.Instant

    package init() {}

    package var now: Instant { .now }
    package var minimumResolution: Duration { .milliseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        guard let loop = MultiThreadedEventLoopGroup.currentEventLoop else {
            return try await ContinuousClock().sleep(until: deadline, tolerance: tolerance)
        }
        let sleeper = Sleeper()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let left = (deadline - .now).clampedNanoseconds
                sleeper.begin(continuation) { loop.scheduleTask(in: .nanoseconds(max(left, 0))) { sleeper.wake() } }
            }
        } onCancel: {
            sleeper.cancel()
        }
    }
}

extension PolicyClock {
    /// The clock of the gateway's routes.
    package static let loop = PolicyClock(LoopClock())
}

/// One sleep: it ends once, by its timer or by being cancelled.
private final class Sleeper: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Void, any Error>?
        var timer: Scheduled<Void>?
        var isOver = false
    }

    private let state = Mutex(State())

    func begin(_ continuation: CheckedContinuation<Void, any Error>, _ timer: () -> Scheduled<Void>) {
        let isOver = state.withLock { state in
            guard !state.isOver else { return true }
            state.continuation = continuation
            return false
        }
        guard !isOver else { return continuation.resume(throwing: CancellationError()) }
        let timer = timer()
        let isLate = state.withLock { state in
            if !state.isOver { state.timer = timer }
            return state.isOver
        }
        if isLate { timer.cancel() }
    }

    func wake() { end()?.resume() }

    func cancel() { end()?.resume(throwing: CancellationError()) }

    private func end() -> CheckedContinuation<Void, any Error>? {
        let (continuation, timer) = state.withLock { state in
            defer { state = State(isOver: true) }
            return (state.continuation, state.timer)
        }
        timer?.cancel()
        return continuation
    }
}
