#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How likely a model found a token, and which ones it found most likely.
struct TokenLikelihood: Sendable {
    var token: Int32
    /// The natural logarithm of the probability.
    var logProbability: Float
    /// The most likely ones, the most likely first.
    var top: [(token: Int32, logProbability: Float)]

    /// From the logits as the model gave them, before bias, penalties and temperature.
    init(of token: Int32, top count: Int, _ logits: UnsafeBufferPointer<Float>) {
        self.token = token
        let largest = TokenSampler.largest(logits).logit
        var sum = 0.0
        for logit in logits { sum += exp(Double(logit - largest)) }
        let total = largest + Float(log(sum))
        logProbability = logits.indices.contains(Int(token)) ? logits[Int(token)] - total : -.infinity
        var best: [(token: Int32, logProbability: Float)] = []
        if count > 0 {
            for (place, logit) in logits.enumerated() where best.count < count || logit > best[best.count - 1].1 {
                let at = best.firstIndex { logit > $0.logProbability } ?? best.count
                best.insert((Int32(place), logit), at: at)
                if best.count > count { best.removeLast() }
            }
        }
        top = best.map { ($0.token, $0.logProbability - total) }
    }
}
