import KapellCore

/// Measures a model without HTTP, for the benchmarks.
package enum ModelMeasurement {
    /// Tokens per second over reading a prompt of `tokens` tokens from an empty context.
    package static func read(_ path: String, tokens: Int, threads: Int?) async throws -> Double {
        let engine = try engine(path, tokens, threads)
        // The first run loads the weights. Prompts differ from their first token on, so that nothing is kept of one.
        for try await _ in events(engine, prompt(tokens, seed: 7), limit: 1) {}
        let began = ContinuousClock.now
        for try await event in events(engine, prompt(tokens, seed: 8), limit: 1) {
            if case .read = event { return Double(tokens) / ((ContinuousClock.now - began) / .seconds(1)) }
        }
        return 0
    }

    /// Tokens per second over writing `tokens` tokens greedily, sampling and assembling of text included.
    package static func write(_ path: String, tokens: Int, threads: Int?) async throws -> Double {
        let engine = try engine(path, tokens, threads)
        var rate = 0.0
        // The first run loads the weights; only the second is measured, from its first token on.
        for _ in 0..<2 {
            var first: ContinuousClock.Instant?
            for try await event in events(engine, prompt(1, seed: 7), limit: tokens + 1) {
                if case .ended(_, let written) = event, let first {
                    rate = Double(written - 1) / ((ContinuousClock.now - first) / .seconds(1))
                } else if case .wrote = event, first == nil {
                    first = .now
                }
            }
        }
        return rate
    }

    private static func engine(_ path: String, _ tokens: Int, _ threads: Int?) throws -> BatchEngine {
        try BatchEngine(
            model: LlamaModel(path: path),
            options: LocalModelOptions(context: tokens + 64, threads: threads, capacity: tokens + 64, lookup: false))
    }

    private static func events(
        _ engine: BatchEngine, _ prompt: [Int32], limit: Int
    ) -> AsyncThrowingStream<GenerationEvent, any Error> {
        AsyncThrowingStream { continuation in
            var job = GenerationJob(prompt: prompt, limit: limit, flag: CancellationFlag()) { event in
                continuation.yield(event)
                if case .failed(let error, _) = event { continuation.finish(throwing: error) }
                if case .ended = event { continuation.finish() }
            }
            job.ignoresEnd = true
            do { try engine.submit(job) } catch { continuation.finish(throwing: error) }
        }
    }

    private static func prompt(_ tokens: Int, seed: UInt64) -> [Int32] {
        var generator = SplitMix64(seed: seed)
        return (0..<tokens).map { _ in Int32.random(in: 100..<20_000, using: &generator) }
    }
}
