import KapellCore
import KapellEvals
import Testing

@Suite("Statistics of evaluations") struct StatisticsTests {
    /// The first four are the examples of R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872.
    @Test(
        "Wilson's interval has the published ends",
        arguments: [
            (successes: 81, count: 263, low: 0.2553, high: 0.3662),
            (successes: 15, count: 148, low: 0.0624, high: 0.1605),
            (successes: 1, count: 29, low: 0.0061, high: 0.1718),
            (successes: 0, count: 20, low: 0.0, high: 0.1611),
            (successes: 20, count: 20, low: 0.8389, high: 1.0),
        ])
    func wilson(_ row: (successes: Int, count: Int, low: Double, high: Double)) throws {
        let interval = try #require(ConfidenceInterval.wilson(successes: row.successes, of: row.count))
        #expect(abs(interval.low - row.low) < 1e-4, "\(interval)")
        #expect(abs(interval.high - row.high) < 1e-4, "\(interval)")
    }

    @Test("Without trials there is no interval") func noTrials() {
        #expect(ConfidenceInterval.wilson(successes: 0, of: 0) == nil)
        #expect(ConfidenceInterval.wilson(successes: 3, of: 2) == nil)
        #expect(Bootstrap(seed: 1).interval(of: [1], figure: Quantile.mean) == nil)
    }

    @Test("McNemar's exact test is the binomial's two tails")
    func mcnemar() {
        #expect(McNemar.probability(gained: 0, lost: 0) == 1)
        #expect(McNemar.probability(gained: 5, lost: 5) == 1)
        // 2 · 0.5^6; 2 · (1 + 10 + 45) / 1024
        #expect(abs(McNemar.probability(gained: 6, lost: 0) - 0.03125) < 1e-12)
        #expect(abs(McNemar.probability(gained: 2, lost: 8) - 0.109375) < 1e-12)
        #expect(McNemar.probability(gained: 3, lost: 9) == McNemar.probability(gained: 9, lost: 3))
        let large = McNemar.probability(gained: 50_000, lost: 50_400)
        #expect(large > 0.2 && large < 0.22, "\(large)")
        #expect(McNemar.probability(gained: 0, lost: 100_000) < 1e-100)
    }

    @Test("Quantiles lie between their neighbours") func quantiles() {
        #expect(Quantile.of([4, 1, 3, 2], 0.5) == 2.5)
        #expect(Quantile.of([4, 1, 3, 2], 0) == 1)
        #expect(Quantile.of([4, 1, 3, 2], 1) == 4)
        #expect(abs(Quantile.of([1, 2, 3, 4, 5], 0.95) - 4.8) < 1e-12)
        #expect(Quantile.of([7], 0.95) == 7)
    }

    @Test("The bootstrap is the same for one seed, and covers a mean about as often as it says") func bootstrap() throws
    {
        var generator = SplitMix64(seed: 7)
        func sample() -> [Double] { (0..<40).map { _ in Double.random(in: 0..<1, using: &generator) } }
        let values = sample()
        let first = Bootstrap(seed: 3).interval(of: values, figure: Quantile.mean)
        #expect(first == Bootstrap(seed: 3).interval(of: values, figure: Quantile.mean))
        #expect(first != Bootstrap(seed: 4).interval(of: values, figure: Quantile.mean))
        var covered = 0
        for seed in 0..<60 as Range<UInt64> {
            let interval = try #require(Bootstrap(seed: seed).interval(of: sample(), figure: Quantile.mean))
            if interval.low <= 0.5, 0.5 <= interval.high { covered += 1 }
        }
        #expect((50...60).contains(covered), "\(covered)")
    }

    @Test("Pairs of shares tell what was gained and lost") func pairs() throws {
        let pairs = (0..<20).map { (ours: $0 < 16 ? 1.0 : 0, other: $0 % 2 == 0 ? 1.0 : 0) }
        let paired = try #require(PairedComparison(.right, pairs, seed: 1))
        #expect(paired.count == 20)
        #expect(paired.gained == 8)
        #expect(paired.lost == 2)
        #expect(abs(paired.difference - 0.3) < 1e-12)
        let interval = try #require(paired.interval)
        #expect(interval.low > -0.1 && interval.low < 0.3 && interval.high > 0.3)
        #expect(abs(try #require(paired.probability) - 0.109375) < 1e-12)
        let times = try #require(PairedComparison(.time, [(1, 2), (2, 4), (3, 9)], seed: 1))
        #expect(times.difference == -2)
        #expect(times.probability == nil)
        #expect(PairedComparison(.time, [], seed: 1) == nil)
    }
}
