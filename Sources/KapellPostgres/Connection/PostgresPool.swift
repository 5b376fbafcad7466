import KapellCore
import Synchronization

/// A few connections that calls take turns on.
final class PostgresPool: Sendable {
    private struct State {
        var idle: [PostgresConnection] = []
        var made = 0
        var waiting: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        var next = 0
    }

    let target: PostgresTarget
    private let setUp: [String]
    private let limit: Int
    private let state = Mutex(State())

    init(_ target: PostgresTarget, setUp: [String], limit: Int) {
        self.target = target
        self.setUp = setUp
        self.limit = max(1, limit)
    }

    /// Runs `body` on a connection.
    func run<T: Sendable>(
        _ body: @escaping @Sendable (borrowing PostgresConnection.Session) throws(KapellError) -> T
    ) async throws(KapellError) -> T {
        let connection = try await take()
        defer { give(connection) }
        return try await connection.run(body)
    }

    private func take() async throws(KapellError) -> PostgresConnection {
        while true {
            if Task.isCancelled {
                // The turn may have been this one's.
                pass()
                throw PostgresFailure.cancelled
            }
            let found = state.withLock { state -> PostgresConnection? in
                if let idle = state.idle.popLast() { return idle }
                guard state.made < limit else { return nil }
                state.made += 1
                return PostgresConnection(target, setUp: setUp)
            }
            if let found { return found }
            await turn()
        }
    }

    /// Waits until a connection may be free.
    private func turn() async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        _ = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if Task.isCancelled || !state.idle.isEmpty || state.made < limit { return true }
                    state.waiting.append((number, continuation))
                    return false
                }
                if isReady { continuation.resume(returning: true) }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
            }
            waiting?.continuation.resume(returning: false)
        }
    }

    /// Wakes the next one who waits, where there is a connection for it.
    private func pass() {
        let waiting = state.withLock { state in
            let isFree = !state.idle.isEmpty || state.made < limit
            return isFree && !state.waiting.isEmpty ? state.waiting.removeFirst() : nil
        }
        waiting?.continuation.resume(returning: true)
    }

    private func give(_ connection: PostgresConnection) {
        let waiting = state.withLock { state in
            if connection.isBroken { state.made -= 1 } else { state.idle.append(connection) }
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
        }
        waiting?.continuation.resume(returning: true)
    }
}
