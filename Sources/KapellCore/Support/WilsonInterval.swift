/// Between what a share lies, as far as counts can tell.
///
/// Source: Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
public struct WilsonInterval: Sendable, Hashable {
    public let lower: Double
    public let upper: Double

    /// - Parameters:
    ///   - trials: 0 gives 0…1.
    ///   - z: How many standard deviations: 1.96 holds in 95 of 100 cases.
    public init(successes: Int, trials: Int, z: Double = 1.96) {
        guard trials > 0 else {
            (lower, upper) = (0, 1)
            return
        }
        let n = Double(trials)
        let share = Double(min(max(successes, 0), trials)) / n
        let squared = z * z
        let middle = (share + squared / (2 * n)) / (1 + squared / n)
        let half = z / (1 + squared / n) * (share * (1 - share) / n + squared / (4 * n * n)).squareRoot()
        lower = max(0, middle - half)
        upper = min(1, middle + half)
    }
}
