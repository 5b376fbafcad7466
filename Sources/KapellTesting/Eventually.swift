/// Waits until a condition holds: for what another task, thread or process does in a time of its own.
///
/// The limit is generous, because a machine may be busy with other tests: what holds is seen within milliseconds. It is
/// by the clock and by the number of looks: who gets a turn once in seconds looks on, as what he waits for has had no
/// more turns than he.
///
/// - Parameters:
///   - limit: how long to look.
///   - looks: how often to look at least, however long that takes.
///   - interval: the pause between two looks.
/// - Returns: whether it held.
/// - Throws: `CancellationError` when its task is cancelled, and what the condition throws.
public func eventually(
    within limit: Duration = .seconds(60), looks: Int = 400, every interval: Duration = .milliseconds(5),
    isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Bool
) async throws -> Bool {
    let end = ContinuousClock.now + limit
    var looked = 1
    while try await !condition() {
        if looked >= looks, ContinuousClock.now >= end { return false }
        looked += 1
        try await Task.sleep(for: interval)
    }
    return true
}
