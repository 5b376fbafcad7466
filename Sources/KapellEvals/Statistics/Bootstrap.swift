import KapellCore

/// Intervals of what has no simple formula, by drawing samples out of the sample: the percentile interval. Source:
/// B. Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 7 (1979); B. Efron and
/// R. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
package struct Bootstrap: Sendable {
    /// The same seed gives the same interval.
    package var seed: UInt64
    /// How many samples are drawn, fewer of large ones.
    private static let draws = (most: 2_000, least: 200, values: 20_000_000)

    package init(seed: UInt64) { self.seed = seed }

    /// The interval of a figure of `values`.
    ///
    /// - Returns: `nil` with fewer than two values.
    package func interval(of values: [Double], figure: ([Double]) -> Double) -> ConfidenceInterval? {
        guard values.count > 1 else { return nil }
        var generator = SplitMix64(seed: seed)
        let count = max(Self.draws.least, min(Self.draws.most, Self.draws.values / values.count))
        var sample = values
        var figures: [Double] = []
        for _ in 0..<count {
            for index in sample.indices {
                sample[index] = values[Int(generator.next(upperBound: UInt64(values.count)))]
            }
            figures.append(figure(sample))
        }
        figures.sort()
        return ConfidenceInterval(
            low: Quantile.of(sorted: figures, 0.025), high: Quantile.of(sorted: figures, 0.975))
    }
}
