import KapellCore

/// Contexts of one model that compute side by side, each on one thread.
///
/// Two threads on one batch wait for each other at each of its many small steps. Two batches on a thread each do not: with
/// MiniLM on two cores they take 22 in 100 less of the processors' time.
final class EmbeddingLanes {
    private let lanes: [EmbeddingLane]
    /// Of all lanes but the first, which computes on the caller's thread.
    private let workers: [WorkerThread]

    /// A model with more bytes of weights is computed by one context on all threads: the memory of the others would be
    /// large too, and its steps are not small.
    private static let mostBytes: Int64 = 600 << 20

    static func areWorthwhile(for model: LlamaModel, threads: Int) -> Bool {
        threads > 1 && model.bytes <= mostBytes
    }

    init(model: LlamaModel, tokens: Int, count: Int, adapter: LlamaAdapter? = nil) throws(KapellError) {
        lanes = try (0..<count).map { _ throws(KapellError) in
            try EmbeddingLane(model: model, tokens: tokens, threads: 1, output: .texts, adapter: adapter)
        }
        workers = (1..<count).map { WorkerThread(name: "kapell-embed-\($0 + 1)", stack: Vocabulary.stack) }
    }

    /// Computes a row of texts in each lane; the first rows in the first lanes.
    ///
    /// - Returns: the vectors of each row, in its order. A text that has none fails alone.
    func embed(_ rows: [[EmbeddingEngine.Text]], flag: CancellationFlag?) throws(KapellError) -> [[EmbeddingEngine
        .Vector]]
    {
        let outcomes = SharedValue([Result<[EmbeddingEngine.Vector], KapellError>?](repeating: nil, count: rows.count))
        for (number, row) in rows.enumerated().dropFirst() {
            let lane = lanes[number]
            workers[number - 1].async {
                let outcome = Self.embed(row, lane, flag)
                outcomes.change { $0[number] = outcome }
            }
        }
        if let first = rows.first {
            let outcome = Self.embed(first, lanes[0], flag)
            outcomes.change { $0[0] = outcome }
        }
        let all = outcomes.wait { outcomes in
            let done = outcomes.compactMap { $0 }
            return done.count == outcomes.count ? done : nil
        }
        var vectors: [[EmbeddingEngine.Vector]] = []
        for outcome in all { vectors.append(try outcome.get()) }
        return vectors
    }

    private static func embed(
        _ row: [EmbeddingEngine.Text], _ lane: EmbeddingLane, _ flag: CancellationFlag?
    ) -> Result<[EmbeddingEngine.Vector], KapellError> {
        Result { () throws(KapellError) in
            try lane.compute(row, flag)
            return row.indices.map { place in Result { () throws(KapellError) in try lane.vector(place) } }
        }
    }
}
