package import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Chooses the next token from a model's logits.
///
/// In this order: bias, penalties, temperature, top-k, typical-p, top-p, min-p, and a draw from what is left.
package struct TokenSampler {
    package let sampling: TokenSampling
    private var generator: SplitMix64
    private var candidates: [TokenCandidate] = []
    private var history: TokenHistory

    package init(_ sampling: TokenSampling) {
        self.sampling = sampling
        generator = SplitMix64(seed: sampling.options.seed ?? UInt64.random(in: .min ... .max))
        history = TokenHistory(sampling)
    }

    /// Notes a token of the prompt, or one that was written.
    package mutating func note(_ token: Int32, isWritten: Bool) { history.note(token, isWritten: isWritten) }

    /// Changes the logits as bias and penalties say. Once for each place, before ``next(_:)``.
    package func prepare(_ logits: UnsafeMutableBufferPointer<Float>) {
        for (token, bias) in sampling.bias where logits.indices.contains(Int(token)) {
            logits[Int(token)] = bias <= -100 ? -.infinity : logits[Int(token)] + bias
        }
        history.penalise(logits)
    }

    package mutating func next(_ logits: UnsafeBufferPointer<Float>) -> Int32 {
        let best = Self.largest(logits)
        let options = sampling.options
        guard options.temperature > 0 else { return best.token }
        collect(logits, largest: best.logit)
        if options.topK > 0 && candidates.count > options.topK {
            candidates.removeLast(candidates.count - options.topK)
        }
        keepTypical()
        trimToTopP()
        trimToMinP()
        return draw()
    }

    /// The most likely token; the first of equals.
    static func largest(_ logits: UnsafeBufferPointer<Float>) -> (token: Int32, logit: Float) {
        guard !logits.isEmpty else { return (0, 0) }
        var lanes = SIMD8<Float>(repeating: -.infinity)
        let whole = logits.count / 8 * 8
        var index = 0
        while index < whole {
            let block = UnsafeRawPointer(logits.baseAddress! + index).loadUnaligned(as: SIMD8<Float>.self)
            lanes.replace(with: block, where: block .> lanes)
            index += 8
        }
        var largest = lanes.max()
        for rest in whole..<logits.count where logits[rest] > largest { largest = logits[rest] }
        for position in 0..<logits.count where logits[position] == largest { return (Int32(position), largest) }
        return (0, largest)
    }

    /// Tokens that are not hopeless (within e⁻²⁰ of the best), most likely first, with unnormalised probabilities.
    private mutating func collect(_ logits: UnsafeBufferPointer<Float>, largest: Float) {
        candidates.removeAll(keepingCapacity: true)
        let temperature = max(sampling.options.temperature, 1e-4)
        let floor = largest - Float(20 * temperature)
        for position in 0..<logits.count where logits[position] >= floor {
            let weight = exp(Double(logits[position] - largest) / temperature)
            candidates.append(TokenCandidate(token: Int32(position), weight: weight))
        }
        candidates.sort { ($0.weight, $1.token) > ($1.weight, $0.token) }
    }

    private mutating func keepTypical() {
        guard sampling.typicalP < 1, candidates.count > 1 else { return }
        let total = candidates.reduce(0) { $0 + $1.weight }
        let expected = candidates.reduce(0) { $0 - $1.weight / total * log($1.weight / total) }
        func distance(_ candidate: TokenCandidate) -> Double { abs(-log(candidate.weight / total) - expected) }
        candidates.sort { (distance($0), $0.token) < (distance($1), $1.token) }
        trim(until: sampling.typicalP)
        candidates.sort { ($0.weight, $1.token) > ($1.weight, $0.token) }
    }

    private mutating func trimToTopP() {
        if sampling.options.topP < 1 { trim(until: sampling.options.topP) }
    }

    private mutating func trimToMinP() {
        guard sampling.minP > 0, let best = candidates.first?.weight else { return }
        candidates.removeAll { $0.weight < sampling.minP * best }
    }

    /// Keeps the first ones, until they are this share of all.
    private mutating func trim(until share: Double) {
        let total = candidates.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        for (index, candidate) in candidates.enumerated() {
            sum += candidate.weight
            if sum >= share * total {
                candidates.removeLast(candidates.count - index - 1)
                return
            }
        }
    }

    private mutating func draw() -> Int32 {
        let total = candidates.reduce(0) { $0 + $1.weight }
        var left = Double.random(in: 0..<1, using: &generator) * total
        for candidate in candidates {
            left -= candidate.weight
            if left < 0 { return candidate.token }
        }
        return candidates.last?.token ?? 0
    }
}

/// A token that may be next.
struct TokenCandidate {
    var token: Int32
    /// Its probability, not brought to a sum of 1.
    var weight: Double
}
