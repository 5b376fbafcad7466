public import KapellCore

/// Reads passages beside a question, both at once: a cross-encoder. An ``EmbeddingBackend`` reads each text alone, which is
/// faster and tells less.
///
/// It is the embedding model all-MiniLM-L6-v2 with an adapter of our own. Question and passage are one text, `[CLS]
/// question [SEP] passage [SEP]`, without token types; the mean of its tokens' vectors is turned into a score: the natural
/// logarithm of the odds that the passage answers the question. A passage is best given with its heading, `Heading: text`.
///
/// The question is cut at 64 tokens, both together at 160. Computing is on threads of its own; the file is loaded on first
/// use.
public final class LocalCrossEncoder: RerankBackend {
    public let model: String
    private let path: @Sendable () throws -> String
    private let options: LocalModelOptions
    private let worker: WorkerThread
    private let engine = EngineSlot<EmbeddingEngine>()

    /// Tokens, as in training.
    private static let longest = (question: 64, both: 160)

    /// - Parameters:
    ///   - model: its name in requests and answers.
    ///   - path: finds the GGUF file of all-MiniLM-L6-v2 when it is first needed; throws a ``KapellError`` when there is
    ///     none. With any other model the scores mean nothing.
    public init(model: String, options: LocalModelOptions = .init(), path: @escaping @Sendable () throws -> String) {
        self.model = model
        self.path = path
        self.options = options
        worker = WorkerThread(name: "kapell-read", stack: Vocabulary.stack)
    }

    /// A cancelled task ends it between two batches of some hundred tokens, or within one.
    public func rerank(_ texts: [String], for question: String) async throws(KapellError) -> RerankResult {
        var result = RerankResult(scores: [], tokens: 0)
        do {
            while result.scores.count < texts.count {
                let rest = texts[result.scores.count...]
                let batch = try await worker.run { [self] flag in try read(rest, question, flag) }
                result.scores += batch.scores
                result.tokens = (result.tokens ?? 0) + (batch.tokens ?? 0)
                result.truncated += batch.truncated
            }
        } catch {
            throw KapellError.wrapping(error)
        }
        return result
    }

    /// As many passages from the front as fit one batch.
    private func read(
        _ texts: ArraySlice<String>, _ question: String, _ flag: CancellationFlag
    ) throws -> RerankResult {
        let engine = try loaded()
        var batch = engine.batch
        for text in texts {
            guard batch.add(engine.tokens(question, text, longest: Self.longest)) else { break }
        }
        let scores = try engine.embed(batch, flag: flag).map { CrossEncoderWeights.standard.score(of: try $0.get()) }
        return RerankResult(
            scores: scores, tokens: batch.sizes.reduce(0, +), truncated: batch.texts.count { $0.isCut })
    }

    /// Only called on the worker.
    private func loaded() throws -> EmbeddingEngine {
        try engine.value {
            let model = try LlamaModel(path: path())
            let adapter = try CrossEncoderWeights.withAdapterFile { try LlamaAdapter(path: $0, of: model) }
            return try EmbeddingEngine(model: model, options: options, adapter: adapter)
        }
    }
}
