import KapellLocal

/// What the models of this process have done, as Prometheus reads it.
enum LocalModelMetrics {
    private static let counters: [(String, any KeyPath<EngineCounts, Int> & Sendable)] = [
        ("kapell_engine_tokens_read_total", \.tokensRead), ("kapell_engine_tokens_reused_total", \.tokensReused),
        ("kapell_engine_tokens_written_total", \.tokensWritten),
        ("kapell_engine_tokens_guessed_total", \.tokensGuessed), ("kapell_engine_guesses_right_total", \.guessesRight),
        ("kapell_engine_batches_total", \.batches), ("kapell_engine_batch_tokens_total", \.batchTokens),
        ("kapell_engine_refused_total", \.refused), ("kapell_engine_preempted_total", \.preempted),
    ]
    private static let gauges: [(String, any KeyPath<EngineCounts, Int> & Sendable)] = [
        ("kapell_engine_active", \.active), ("kapell_engine_waiting", \.waiting), ("kapell_engine_kept", \.kept),
    ]

    static func add(_ states: [LocalModelState], to metrics: inout MetricsText) {
        func labels(_ state: LocalModelState) -> String { MetricsText.labels([("model", state.name)]) }
        for state in states {
            metrics.add(.gauge, "kapell_model_loaded", labels: labels(state), state.isLoaded ? 1 : 0)
        }
        for state in states { metrics.add(.gauge, "kapell_model_bytes", labels: labels(state), Double(state.bytes)) }
        let engines = states.compactMap { state in state.counts.map { (labels(state), $0) } }
        for (name, value) in counters {
            for (labels, counts) in engines {
                metrics.add(.counter, name, labels: labels, Double(counts[keyPath: value]))
            }
        }
        for (labels, counts) in engines {
            metrics.add(.counter, "kapell_engine_seconds_total", labels: labels, counts.seconds)
        }
        for (name, value) in gauges {
            for (labels, counts) in engines {
                metrics.add(.gauge, name, labels: labels, Double(counts[keyPath: value]))
            }
        }
    }
}
