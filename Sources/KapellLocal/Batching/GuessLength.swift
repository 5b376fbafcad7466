/// How many tokens to guess at once: as many as give the most tokens for the time, by how long batches take.
///
/// Where llama.cpp has kernels of their own for a single token, two take about twice as long; elsewhere two take little
/// more than one. Larger batches take ever less for each token. So how much it pays to guess is measured as it goes.
struct GuessLength {
    private static let most = 31
    private static let worth = 1.05
    /// Seconds of a batch of one token; 0 before there was one.
    private(set) var single = 0.0
    /// What small batches take, as a share of what is expected of them.
    private var share = 1.0

    /// What a batch of so many tokens takes, where one of a single token takes 1. Measured with models of 4 bits a weight
    /// on two cores; `share` brings it to the machine at hand.
    private static func expected(_ tokens: Int) -> Double { tokens < 2 ? 1 : 1.4 + 0.36 * Double(tokens) }

    private func time(_ tokens: Int) -> Double { tokens < 2 ? 1 : Self.expected(tokens) * share }

    /// What a batch has taken.
    mutating func note(tokens: Int, seconds: Double) {
        if tokens == 1 {
            single += (seconds - single) * (single == 0 ? 1 : 0.1)
        } else if tokens <= 2 * Self.most, single > 0 {
            let ratio = seconds / single / Self.expected(tokens)
            share += (min(4, max(0.1, ratio)) - share) * 0.05
        }
    }

    /// The number that is best; 0 where none is worth it.
    ///
    /// - Parameters:
    ///   - success: how likely a token is right behind one that was.
    ///   - others: tokens that are in the batch anyway.
    func best(success: Double, beside others: Int) -> Int {
        let plain = Double(others) / time(others)
        var best = (count: 0, rate: plain * Self.worth)
        var (tokens, right) = (Double(others), 1.0)
        for count in 1...Self.most {
            right *= success
            tokens += right
            let rate = tokens / time(others + count)
            if rate > best.rate { best = (count, rate) }
        }
        return best.count
    }
}
