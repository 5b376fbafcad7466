import KapellCore
import KapellPolicy
import KapellTesting
import Synchronization
import Testing

/// A clock on which a wait is over at once; it notes how long each was.
final class SkippingClock: Clock {
    struct Instant: InstantProtocol {
        var offset = Duration.zero

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex((now: Instant(), waits: [Duration]()))

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .nanoseconds(1) }
    var waits: [Duration] { state.withLock { $0.waits } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.waits.append(state.now.duration(to: deadline))
            state.now = max(state.now, deadline)
        }
    }
}

/// Collects what happens on any thread.
final class Log<Element: Sendable>: Sendable {
    private let entries = Mutex<[Element]>([])

    var all: [Element] { entries.withLock { $0 } }
    var count: Int { all.count }
    func add(_ element: Element) { entries.withLock { $0.append(element) } }
}

/// Waits, without a clock, until something has happened on another task.
func until(_ what: String, _ condition: () -> Bool) async throws {
    let start = ContinuousClock.now
    while !condition() {
        try #require(ContinuousClock.now - start < .seconds(120), "\(what) did not happen")
        await Task.yield()
    }
}

extension PolicyRunner {
    /// No deadline, no waiting; `log` gets each attempt.
    static func quick(
        _ retry: RetryPolicy = RetryPolicy(deadline: nil), fallback: FallbackPolicy = FallbackPolicy(),
        clock: PolicyClock = PolicyClock(SkippingClock()), log: Log<AttemptRecord>
    ) -> PolicyRunner {
        PolicyRunner(
            retry: retry, fallback: fallback, clock: clock, random: PolicyRandom(SeededGenerator(7)),
            onAttempt: { log.add($0) })
    }
}

extension PolicyTarget {
    static func scripted(
        _ name: String, window: Int? = nil, breaker: CircuitBreaker? = nil, _ turns: [ScriptedBackend.Turn] = []
    ) -> PolicyTarget {
        PolicyTarget(ScriptedBackend(model: name, turns), window: window, breaker: breaker)
    }

    var script: ScriptedBackend? { backend as? ScriptedBackend }
}

let question = ModelRequest(messages: [ModelMessage(.user, "Tell me a story.")])

func collect(_ stream: ModelEventStream) async -> (events: [ModelEvent], error: KapellError?) {
    var events: [ModelEvent] = []
    do {
        for try await event in stream { events.append(event) }
        return (events, nil)
    } catch {
        return (events, KapellError.wrapping(error))
    }
}

func text(of events: [ModelEvent]) -> String {
    events.reduce(into: "") { text, event in if case .text(let piece) = event { text += piece } }
}
