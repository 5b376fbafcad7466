import KapellCore

/// A metric over many questions.
public struct MetricSummary: Sendable, Hashable {
    public var metric: Metric
    /// Questions that it applies to.
    public var count: Int
    /// Share, mean or median, as the metric's form says.
    public var value: Double
    /// By Wilson's formula for shares, by the bootstrap for the others; `nil` where there are too few questions.
    public var interval: ConfidenceInterval?
    /// Of seconds.
    public var mean: Double?
    /// Of seconds: 95 of 100 are not above it.
    public var p95: Double?

    /// - Parameters:
    ///   - scores: one a question; `nil` where there is none.
    ///   - seed: of the bootstrap.
    package init?(_ metric: Metric, _ scores: [Double], seed: UInt64) {
        guard !scores.isEmpty else { return nil }
        self.metric = metric
        count = scores.count
        // Each metric draws samples of its own, whichever others there are.
        let bootstrap = Bootstrap(seed: seed ^ StableHash.value(metric.id.utf8))
        value = metric.form.value(of: scores)
        switch metric.form {
        case .share: interval = .wilson(successes: scores.count { $0 == 1 }, of: scores.count)
        case .mean: interval = bootstrap.interval(of: scores, figure: metric.form.value(of:))
        case .seconds:
            interval = bootstrap.interval(of: scores, figure: metric.form.value(of:))
            mean = Quantile.mean(scores)
            p95 = Quantile.of(scores, 0.95)
        }
    }

    /// The figure of that name: empty for the value, `low`, `high`, `p95`, `mean`, `n`.
    func figure(_ name: String) -> Double? {
        switch name {
        case "": value
        case "low": interval?.low
        case "high": interval?.high
        case "p95": p95
        case "mean": mean ?? value
        case "n": Double(count)
        default: nil
        }
    }
}

extension Metric.Form {
    /// The figure of this form.
    func value(of scores: [Double]) -> Double {
        switch self {
        case .share, .mean: Quantile.mean(scores)
        case .seconds: Quantile.of(scores, 0.5)
        }
    }
}
