/// The time by which policies go: a clock that tests move by hand, and a number for its instants.
public struct PolicyClock: Sendable {
    /// The clock itself.
    package let base: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration

    /// A clock whose ``now`` begins at zero.
    public init(_ clock: some Clock<Duration>) {
        base = clock
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
    }

    /// The system's clock, which goes on while the machine sleeps.
    public static let continuous = PolicyClock(ContinuousClock())

    /// The time since this value was made.
    public var now: Duration { elapsed() }

    /// Waits; cancelling the task throws `CancellationError`.
    public func sleep(for duration: Duration) async throws { try await base.sleep(for: duration) }
}
