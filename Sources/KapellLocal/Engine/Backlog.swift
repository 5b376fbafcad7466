package import KapellCore
import Synchronization

/// How much work waits for a thread, with a limit.
///
/// What makes requests ready (templates, tokens, forms) and what cuts texts stands in one row; without a limit,
/// thousands of requests could stand there before the engine's own limit refuses the next one.
package final class Backlog: Sendable {
    private struct State {
        var count = 0
        var refused = 0
        /// Seconds that a piece of work takes, of late.
        var seconds = 0.01
    }

    private let limit: Int
    private let state = Mutex(State())

    package init(limit: Int) { self.limit = max(1, limit) }

    /// How many were refused.
    package var refused: Int { state.withLock { $0.refused } }
    package var count: Int { state.withLock { $0.count } }

    /// Takes a place in the row; ``leave(after:)`` gives it back.
    ///
    /// - Throws: `.limitExceeded`, with a time to come again, where there is none.
    package func enter() throws(KapellError) {
        let wait = state.withLock { state -> Double? in
            guard state.count >= limit else {
                state.count += 1
                return nil
            }
            state.refused += 1
            return state.seconds * Double(state.count)
        }
        guard let wait else { return }
        throw KapellError(
            .limitExceeded, "\(limit) requests wait for the model already.",
            remedy: "Ask again later, or set a longer `queue` for the model in kapell.yaml.",
            retryAfter: .seconds(max(1, wait.rounded(.up))))
    }

    /// - Parameter began: when the work was begun; `nil` where it was not.
    package func leave(after began: ContinuousClock.Instant? = nil) {
        state.withLock { state in
            state.count -= 1
            if let began { state.seconds += ((ContinuousClock.now - began) / .seconds(1) - state.seconds) * 0.1 }
        }
    }
}
