import KapellCore

/// One loaded embedding model with its contexts. Used from its worker thread only.
final class EmbeddingEngine: @unchecked Sendable {  // lock: the owner's worker thread, on which all calls are made
    /// Tokens that are computed together. Larger batches cost more attention between texts than they save: with MiniLM
    /// and texts of 50 to 250 tokens, 320 are computed 8 in 100 faster than 512, and 5 in 100 faster than 192.
    static let batchTokens = 320
    /// The most texts of a context's batch.
    static let maximumTexts = 64
    /// Longer texts are cut here where nothing else is asked for. Models with a window of 512 tokens were trained on
    /// shorter ones: the configuration of MiniLM has 256, which holds for its kin.
    private static let windows = (small: 256, large: 2_048)

    /// What comes out: one vector a text, or one a token.
    enum Output { case texts, tokens }

    /// The vector of a text, of length 1.
    typealias Vector = Result<[Float], KapellError>

    /// A text as tokens.
    struct Text: Sendable {
        var tokens: [Int32]
        var isCut: Bool
    }

    let model: LlamaModel
    let dimensions: Int
    /// Longer texts are cut here.
    let window: Int
    private let wordPieces: WordPieceTokenizer?
    private let threads: Int
    private let capacity: Int
    /// Computes on all threads.
    private let whole: EmbeddingLane
    /// Compute on one thread each; made when there is more than one text.
    private var single: EmbeddingLanes?
    private let makesLanes: Bool
    private let adapter: LlamaAdapter?

    init(
        model: LlamaModel, options: LocalModelOptions, output: Output = .texts, adapter: LlamaAdapter? = nil
    ) throws {
        guard model.isEmbedding else {
            throw KapellError.embedsNothing(model.path)
        }
        self.model = model
        self.adapter = adapter
        dimensions = model.dimensions
        let trained = model.trainedContext
        window = max(8, min(options.context ?? (trained <= 512 ? Self.windows.small : Self.windows.large), trained))
        wordPieces = model.vocabulary.isWordPiece ? try WordPieceTokenizer(tokens: model.vocabulary.texts) : nil
        capacity = max(Self.batchTokens, window)
        threads = options.threads ?? Llama.defaultThreads
        whole = try EmbeddingLane(model: model, tokens: capacity, threads: threads, output: output, adapter: adapter)
        makesLanes = output == .texts && EmbeddingLanes.areWorthwhile(for: model, threads: threads)
    }

    /// Counts as ``tokens(_:)`` does; `nil` where only llama.cpp can, on the thread that it computes on.
    var counter: WordPieceCounter? { wordPieces.map { WordPieceCounter(tokenizer: $0, window: window - 2) } }

    /// An empty batch, for ``embed(_:flag:)``.
    var batch: EmbeddingBatch { EmbeddingBatch(rows: makesLanes ? threads : 1) }

    /// The vectors of the texts of a batch, in the order in which they came. A text that has none fails alone.
    func embed(_ batch: EmbeddingBatch, flag: CancellationFlag?) throws(KapellError) -> [Vector] {
        if batch.isSooner(onThreads: threads) {
            return try ComputeTurns.ofProcess.take { () throws(KapellError) in
                try whole.compute(batch.texts, flag)
                return batch.texts.indices.map { place in
                    Result { () throws(KapellError) in try whole.vector(place) }
                }
            }
        }
        let lanes = try lanes()
        let rows = batch.rows.filter { !$0.isEmpty }
        let found = try ComputeTurns.ofProcess.take { () throws(KapellError) in
            try lanes.embed(rows.map { $0.map { batch.texts[$0] } }, flag: flag)
        }
        let places = zip(rows.joined(), found.joined()).sorted { $0.0 < $1.0 }
        return places.map(\.1)
    }

    private func lanes() throws(KapellError) -> EmbeddingLanes {
        if let single { return single }
        let lanes = try EmbeddingLanes(model: model, tokens: capacity, count: threads, adapter: adapter)
        single = lanes
        return lanes
    }

    /// The vectors of the tokens of as many texts from the front as fit one batch, at least one. Needs an engine whose
    /// output are tokens.
    func tokenVectors(_ texts: ArraySlice<String>, flag: CancellationFlag) throws -> TokenVectors {
        var batch = EmbeddingBatch(rows: 1)
        for text in texts {
            guard batch.add(tokens(text)) else { break }
        }
        try ComputeTurns.ofProcess.take { try whole.compute(batch.texts, flag) }
        var result = TokenVectors(texts: [], tokens: 0, truncated: 0)
        for text in batch.texts {
            let range = result.tokens..<result.tokens + text.tokens.count
            result.texts.append(try range.map { try whole.tokenVector($0) })
            result.tokens = range.upperBound
            result.truncated += text.isCut ? 1 : 0
        }
        return result
    }

    /// A text as the model reads it; cut where it is longer than its window.
    func tokens(_ text: String) -> Text {
        let text = boundedPrefix(text)
        if let wordPieces {
            let encoding = wordPieces.encode(text, limit: window)
            return Text(tokens: encoding.tokens, isCut: encoding.isTruncated)
        }
        var read = Text(tokens: model.vocabulary.tokenize(text, special: true, control: false), isCut: false)
        Self.cut(&read, window)
        return read
    }

    /// A question and a passage as one text, each with its mark at the end; cut where they are longer.
    func tokens(_ question: String, _ passage: String, longest: (question: Int, both: Int)) -> Text {
        var text = tokens(question)
        let other = tokens(passage)
        Self.cut(&text, longest.question + 2)
        text.tokens += other.tokens.dropFirst()
        text.isCut = text.isCut || other.isCut
        Self.cut(&text, longest.both)
        return text
    }

    /// The mark at the end stays.
    private static func cut(_ text: inout Text, _ limit: Int) {
        guard text.tokens.count > limit, let mark = text.tokens.last else { return }
        text.tokens.removeLast(text.tokens.count - limit)
        text.tokens[limit - 1] = mark
        text.isCut = true
    }

    /// No token is longer than a few dozen bytes, so that what lies far behind the window need not be tokenised.
    private func boundedPrefix(_ text: String) -> String {
        let limit = window * 64
        guard text.utf8.count > limit else { return text }
        return String(decoding: Array(text.utf8.prefix(limit)), as: UTF8.self)
    }
}
