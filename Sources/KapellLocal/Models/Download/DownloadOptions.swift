/// How patient a download is.
package struct DownloadOptions: Sendable {
    /// The longest time without a single byte.
    package var idleTimeout: Duration
    package var connectTimeout: Duration
    /// Attempts in a row that bring no new byte before a source is given up.
    package var attempts: Int
    /// Attempts on one source, whatever they bring.
    package var totalAttempts: Int
    /// The pause before the second attempt; doubles each time up to 30 seconds.
    package var firstPause: Duration
    package var redirects: Int
    /// Waits between attempts; tests put a clock of their own here.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// Free bytes on the disk of a path.
    package var freeSpace: @Sendable (String) -> Int64?

    package init(
        idleTimeout: Duration = .seconds(60), connectTimeout: Duration = .seconds(15), attempts: Int = 5,
        totalAttempts: Int = 50, firstPause: Duration = .milliseconds(500), redirects: Int = 5,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        freeSpace: @escaping @Sendable (String) -> Int64? = { DiskSpace.free(at: $0) }
    ) {
        self.idleTimeout = idleTimeout
        self.connectTimeout = connectTimeout
        self.attempts = attempts
        self.totalAttempts = totalAttempts
        self.firstPause = firstPause
        self.redirects = redirects
        self.sleep = sleep
        self.freeSpace = freeSpace
    }

    /// The pause before attempt number `attempt` (the first is 0, without a pause before it).
    func pause(before attempt: Int) -> Duration {
        guard attempt > 0 else { return .zero }
        return min(firstPause * (1 << min(attempt - 1, 16)), .seconds(30))
    }
}
