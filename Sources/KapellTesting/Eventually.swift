/// Waits until a condition holds: for what another task, thread or process does in a time of its own.
///
/// The limit is by the clock, whatever one look at the condition takes, and generous, because a machine may be busy
/// with other tests: what holds is seen within milliseconds.
///
/// - Parameters:
///   - limit: how long to look at most.
///   - interval: the pause between two looks.
/// - Returns: whether it held.
/// - Throws: `CancellationError` when its task is cancelled, and what the condition throws.
public func eventually(
    within limit: Duration = .seconds(60), every interval: Duration = .milliseconds(5),
    isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Bool
) async throws -> Bool {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        if ContinuousClock.now >= end { return false }
        try await Task.sleep(for: interval)
    }
    return true
}
