import KapellCore

/// A metric of this run beside that of another, over the questions that both have.
public struct PairedComparison: Sendable, Hashable {
    /// Questions that both have.
    public var count: Int
    /// The other's value over them.
    public var other: Double
    /// Ours minus the other's: of values, or for seconds the median of the differences.
    public var difference: Double
    /// Of the difference, by the bootstrap over pairs.
    public var interval: ConfidenceInterval?
    /// Of shares: questions that only we got right, and that only the other did.
    public var gained: Int?
    public var lost: Int?
    /// Of shares, by McNemar's exact test: how probable such a difference is where there is none.
    public var probability: Double?

    /// - Parameters:
    ///   - pairs: ours and the other's, question by question; `nil` where there are none.
    package init?(_ metric: Metric, _ pairs: [(ours: Double, other: Double)], seed: UInt64) {
        guard !pairs.isEmpty else { return nil }
        count = pairs.count
        other = metric.form.value(of: pairs.map(\.other))
        let differences = pairs.map { $0.ours - $0.other }
        difference = metric.form.value(of: differences)
        interval = Bootstrap(seed: seed ^ StableHash.value(metric.id.utf8)).interval(
            of: differences, figure: metric.form.value(of:))
        guard metric.form == .share else { return }
        let gained = pairs.count { $0.ours > $0.other }
        let lost = pairs.count { $0.ours < $0.other }
        (self.gained, self.lost) = (gained, lost)
        probability = McNemar.probability(gained: gained, lost: lost)
    }
}
