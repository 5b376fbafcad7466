import KapellCore

/// Measures a model without HTTP, for the benchmarks.
package enum ModelMeasurement {
    /// Tokens per second over reading a prompt of `tokens` tokens from an empty context.
    package static func read(_ path: String, tokens: Int, threads: Int?) throws -> Double {
        let engine = try ChatEngine(
            model: LlamaModel(path: path), options: .init(context: tokens + 64, threads: threads))
        let prompt = prompt(engine, tokens)
        try engine.read(prompt)
        let clock = ContinuousClock()
        let duration = try clock.measure { try engine.read(prompt) }
        return Double(tokens) / (duration / .seconds(1))
    }

    /// Tokens per second over writing `tokens` tokens greedily, sampling and assembling of text included.
    package static func write(_ path: String, tokens: Int, threads: Int?) throws -> Double {
        let engine = try ChatEngine(
            model: LlamaModel(path: path), options: .init(context: tokens + 64, threads: threads))
        let start = prompt(engine, 1)
        var first: ContinuousClock.Instant?
        var count = 0
        // The first run loads the weights; only the second is measured, from its first token on.
        for _ in 0..<2 {
            first = nil
            count = 0
            try engine.generate(
                prompt: start, limit: tokens + 1, sampling: .greedy, stop: [], flag: CancellationFlag(),
                ignoreEnd: true
            ) { event in
                if case .usage(let usage) = event { count = usage.outputTokens } else if first == nil { first = .now }
            }
        }
        guard let first else { return 0 }
        return Double(count - 1) / ((ContinuousClock.now - first) / .seconds(1))
    }

    private static func prompt(_ engine: ChatEngine, _ tokens: Int) -> [Int32] {
        var generator = SplitMix64(seed: 7)
        return (0..<tokens).map { _ in Int32.random(in: 100..<20_000, using: &generator) }
    }
}
