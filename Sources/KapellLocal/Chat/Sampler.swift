package import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Chooses the next token from a model's logits.
package struct Sampler {
    let options: SamplingOptions
    private var generator: SplitMix64
    private var candidates: [(token: Int32, weight: Double)] = []

    package init(_ options: SamplingOptions) {
        self.options = options
        generator = SplitMix64(seed: options.seed ?? UInt64.random(in: .min ... .max))
    }

    package mutating func next(_ logits: UnsafeBufferPointer<Float>) -> Int32 {
        let best = Self.largest(logits)
        guard options.temperature > 0 else { return best.token }
        collect(logits, largest: best.logit)
        if options.topK > 0 && candidates.count > options.topK {
            candidates.removeLast(candidates.count - options.topK)
        }
        trimToTopP()
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
        let temperature = max(options.temperature, 1e-4)
        let floor = largest - Float(20 * temperature)
        for position in 0..<logits.count where logits[position] >= floor {
            let weight = exp(Double(logits[position] - largest) / temperature)
            candidates.append((Int32(position), weight))
        }
        candidates.sort { ($0.weight, $1.token) > ($1.weight, $0.token) }
    }

    private mutating func trimToTopP() {
        guard options.topP < 1 else { return }
        let total = candidates.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        for (index, candidate) in candidates.enumerated() {
            sum += candidate.weight
            if sum >= options.topP * total {
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
