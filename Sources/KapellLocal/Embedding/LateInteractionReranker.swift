public import KapellCore

/// Reads passages again with an embedding model in this process, token by token: late interaction.
///
/// A passage's score is the sum, over the question's tokens, of the greatest cosine with one of the passage's tokens
/// (MaxSim). Source: Khattab and Zaharia, "ColBERT: Efficient and Effective Passage Search via Contextualized Late
/// Interaction over BERT" (2020). The models that ColBERT describes are trained for this; one that was trained for one
/// vector a text, such as MiniLM, is not, so measure before it is used.
///
/// Question and passages are cut at 256 tokens; ``RerankResult/truncated`` counts those that were. The marks that begin
/// and end a text are not compared. Nothing is kept between calls. The file is loaded on first use, and computing is on a
/// thread of its own.
public final class LateInteractionReranker: RerankBackend {
    public let model: String
    private let path: @Sendable () throws -> String
    private let options: LocalModelOptions
    private let worker: WorkerThread
    private let engine = EngineSlot<EmbeddingEngine>()

    /// - Parameters:
    ///   - model: its name in requests and answers.
    ///   - path: finds the GGUF file of an embedding model when it is first needed; throws a ``KapellError`` when there
    ///     is none.
    public init(model: String, options: LocalModelOptions = .init(), path: @escaping @Sendable () throws -> String) {
        self.model = model
        self.path = path
        self.options = options
        worker = WorkerThread(name: "kapell-rerank", stack: Vocabulary.stack)
    }

    /// A cancelled task ends it between two batches of 512 tokens, or within one.
    public func rerank(_ texts: [String], for question: String) async throws(KapellError) -> RerankResult {
        guard !texts.isEmpty else { return RerankResult(scores: []) }
        do {
            let asked = try await vectors(of: [question])
            var result = RerankResult(scores: [], tokens: asked.tokens, truncated: asked.truncated)
            let question = TokenMatrix(asked.texts.first ?? [])
            var start = 0
            while start < texts.count {
                let batch = try await scores(of: texts[start...], question)
                result.scores += batch.scores
                result.tokens = (result.tokens ?? 0) + (batch.tokens ?? 0)
                result.truncated += batch.truncated
                start += batch.scores.count
            }
            return result
        } catch {
            throw KapellError.wrapping(error)
        }
    }

    /// The vectors of each text's tokens, the marks at its ends among them, as the model gives them: their mean has the
    /// direction of the text's embedding.
    package func tokenVectors(_ text: String) async throws -> [[Float]] {
        try await vectors(of: [text]).texts.first ?? []
    }

    private func vectors(of texts: ArraySlice<String>) async throws -> TokenVectors {
        try await worker.run { [self] flag in try loaded().tokenVectors(texts, flag: flag) }
    }

    private func scores(of texts: ArraySlice<String>, _ question: TokenMatrix) async throws -> RerankResult {
        try await worker.run { [self] flag in
            let batch = try loaded().tokenVectors(texts, flag: flag)
            return RerankResult(
                scores: batch.texts.map { question.maxSim(TokenMatrix($0)) }, tokens: batch.tokens,
                truncated: batch.truncated)
        }
    }

    /// Only called on the worker.
    private func loaded() throws -> EmbeddingEngine {
        try engine.value { try EmbeddingEngine(model: LlamaModel(path: path()), options: options, output: .tokens) }
    }
}

/// The directions of a text's tokens, without the marks at its ends where there is more than these.
struct TokenMatrix: Sendable {
    private let rows: [Direction]

    init(_ vectors: [[Float]]) {
        rows = (vectors.count > 2 ? vectors[1..<vectors.count - 1] : vectors[...]).map { Direction($0) }
    }

    /// The sum, over these tokens, of the greatest cosine with one of the other's.
    func maxSim(_ other: TokenMatrix) -> Double {
        rows.reduce(0) { sum, row in sum + (other.rows.map { row.cosine($0) }.max() ?? 0) }
    }
}
