import KapellCore

/// Where the true value lies with 95 % confidence.
public struct ConfidenceInterval: Sendable, Hashable {
    public var low: Double
    public var high: Double

    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// Standard deviations to each side that hold 95 % of a normal distribution.
    private static let deviations = 1.959963984540054

    /// The interval of a share, see `WilsonInterval`.
    ///
    /// - Returns: `nil` without any trials.
    public static func wilson(successes: Int, of count: Int) -> ConfidenceInterval? {
        guard count > 0, (0...count).contains(successes) else { return nil }
        let interval = WilsonInterval(successes: successes, trials: count, z: deviations)
        // At the ends the formula gives 0 and 1, but for what rounding does.
        return ConfidenceInterval(
            low: successes == 0 ? 0 : interval.lower, high: successes == count ? 1 : interval.upper)
    }
}
