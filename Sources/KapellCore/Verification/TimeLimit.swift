/// Thrown by ``withTimeLimit(_:clock:_:)`` when the time is up.
package struct TimeLimitExceeded: Error {}

/// Runs `operation`, cancels it when `limit` has passed, and throws ``TimeLimitExceeded`` then.
package func withTimeLimit<Result: Sendable>(
    _ limit: Duration, clock: any Clock<Duration>, _ operation: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await clock.sleep(for: limit)
            throw TimeLimitExceeded()
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
