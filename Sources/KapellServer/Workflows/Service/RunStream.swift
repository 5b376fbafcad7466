import KapellCore
import KapellJSON
import KapellWorkflows
import Synchronization

/// The events of one run in this process, numbered over its pauses. An id is `stream-number`: after a restart of the
/// process another stream tells of the run, and the ids of the old one are not its own.
final class RunStream: Sendable {
    private static let length = 4096

    private struct State {
        var events: [(number: Int, event: WireEvent)] = []
        var next = 0
        var isLive = false
        /// Whether the run can never go on.
        var isOver = false
        var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
        var watcher = 0
    }

    let name: String
    private let state = Mutex(State())

    init() {
        var generator = SystemRandomNumberGenerator()
        name = String(UInt32.random(in: 0x1000_0000 ... .max, using: &generator), radix: 16)
    }

    /// Whether the run is under way here; whether it has ended here; the number of the next event.
    var standing: (isDriven: Bool, isOver: Bool, next: Int) {
        state.withLock { ($0.isLive, $0.isOver, $0.next) }
    }

    func begin() { state.withLock { $0.isLive = true } }

    func add(_ event: WireEvent) {
        // The last one is said by `end`, once the run can be asked for what it gave.
        guard event.name != "ended" else { return }
        put(event) { _ in }
    }

    func end(_ status: WorkflowStatus) {
        put(WireEvent("ended", status.json)) { state in
            state.isLive = false
            state.isOver = status.isFinal
        }
    }

    /// The run is no longer driven here, and has not ended.
    func fail(_ error: KapellError) {
        put(WireEvent("stopped", ["error": error.json])) { $0.isLive = false }
    }

    private func put(_ event: WireEvent, _ change: (inout State) -> Void) {
        let watchers = state.withLock { state in
            state.events.append((state.next, WireEvent(event.name, event.data, id: "\(name)-\(state.next)")))
            state.next += 1
            if state.events.count > Self.length + 512 { state.events.removeFirst(512) }
            change(&state)
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.yield() }
    }

    /// The number that an id stands for here.
    func number(of id: String) -> Int? {
        let parts = id.split(separator: "-")
        guard parts.count == 2, parts[0] == name else { return nil }
        return Int(parts[1])
    }

    /// Sends what is kept after a number, and what comes, until the run ends or pauses; with `follows`, until it ends.
    /// Where events in between are not kept any more, `gap` says how many.
    func send(after number: Int?, follows: Bool, _ emit: (WireEvent) -> Void) async throws {
        let (wakes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let watcher = state.withLock { state in
            state.watcher += 1
            state.watchers[state.watcher] = continuation
            return state.watcher
        }
        defer { state.withLock { _ = $0.watchers.removeValue(forKey: watcher) } }
        continuation.yield()
        var next = (number ?? -1) + 1
        for await _ in wakes {
            let (events, isLive, isOver) = state.withLock { state in
                (state.events.filter { $0.number >= next }, state.isLive, state.isOver)
            }
            if let first = events.first, first.number > next {
                emit(WireEvent("gap", ["missing": .integer(Int64(first.number - next))]))
            }
            for (number, event) in events {
                emit(event)
                next = number + 1
            }
            if isOver || !isLive && !follows { return }
        }
        try Task.checkCancellation()
    }
}
