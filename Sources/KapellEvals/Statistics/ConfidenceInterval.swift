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

    /// The interval of a share: the score interval. Source: E. B. Wilson, Probable inference, the law of succession,
    /// and statistical inference, Journal of the American Statistical Association 22 (1927).
    ///
    /// - Returns: `nil` without any trials.
    public static func wilson(successes: Int, of count: Int) -> ConfidenceInterval? {
        guard count > 0, (0...count).contains(successes) else { return nil }
        let (n, z) = (Double(count), deviations)
        let share = Double(successes) / n
        let scale = 1 + z * z / n
        let centre = (share + z * z / (2 * n)) / scale
        let half = z / scale * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        // At the ends the formula gives 0 and 1, but for what rounding does.
        return ConfidenceInterval(
            low: successes == 0 ? 0 : max(0, centre - half), high: successes == count ? 1 : min(1, centre + half))
    }
}
