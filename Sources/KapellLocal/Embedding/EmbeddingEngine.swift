internal import CLlama
import KapellCore

/// One loaded embedding model with its context. Used from its worker thread only.
final class EmbeddingEngine: @unchecked Sendable {  // lock: the owner's worker thread, on which all calls are made
    /// Tokens that are computed together. Larger batches cost more attention between texts than they save: with MiniLM
    /// and texts of 50 to 250 tokens, 320 are computed 8 in 100 faster than 512, and 5 in 100 faster than 192.
    static let batchTokens = 320
    static let maximumTexts = 64
    /// Longer texts are cut here where nothing else is asked for. Models with a window of 512 tokens were trained on
    /// shorter ones: the configuration of MiniLM has 256, which holds for its kin.
    private static let windows = (small: 256, large: 2_048)

    /// What comes out: one vector a text, or one a token.
    enum Output { case texts, tokens }

    /// A text as tokens.
    struct Text: Sendable {
        var tokens: [Int32]
        var isCut: Bool
    }

    let model: LlamaModel
    let dimensions: Int
    /// Longer texts are cut here.
    let window: Int
    private let context: OpaquePointer
    private let wordPieces: WordPieceTokenizer?
    private var batch: BatchBuffer
    private var flag: CancellationFlag?
    private let threads: ComputeThreads

    init(model: LlamaModel, options: LocalModelOptions, output: Output = .texts) throws {
        guard model.isEmbedding else {
            throw KapellError.embedsNothing(model.path)
        }
        self.model = model
        dimensions = model.dimensions
        let trained = model.trainedContext
        window = max(8, min(options.context ?? (trained <= 512 ? Self.windows.small : Self.windows.large), trained))
        wordPieces = model.vocabulary.isWordPiece ? try WordPieceTokenizer(tokens: model.vocabulary.texts) : nil
        let tokens = max(Self.batchTokens, window)
        var parameters = llama_context_default_params()
        parameters.n_ctx = UInt32(tokens)
        parameters.n_batch = UInt32(tokens)
        parameters.n_ubatch = UInt32(tokens)
        parameters.n_seq_max = UInt32(Self.maximumTexts)
        parameters.kv_unified = true
        parameters.embeddings = true
        parameters.pooling_type = output == .texts ? model.pooling : LLAMA_POOLING_TYPE_NONE
        let count = options.threads ?? Llama.defaultThreads
        parameters.n_threads = Int32(count)
        parameters.n_threads_batch = Int32(count)
        parameters.no_perf = true
        guard let context = llama_init_from_model(model.pointer, parameters) else {
            throw KapellError(.model, "No memory to run \(model.path). \(Llama.takeLastError())")
        }
        self.context = context
        threads = ComputeThreads(count, for: context)
        batch = BatchBuffer(capacity: tokens)
        llama_set_abort_callback(
            context,
            { pointer in
                guard let pointer else { return false }
                return Unmanaged<EmbeddingEngine>.fromOpaque(pointer).takeUnretainedValue().flag?.isCancelled ?? false
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { llama_free(context) }

    /// Counts as ``tokens(_:)`` does; `nil` where only llama.cpp can, on the thread that it computes on.
    var counter: WordPieceCounter? { wordPieces.map { WordPieceCounter(tokenizer: $0, window: window - 2) } }

    /// Whether a text fits beside those that are gathered already.
    func fits(_ text: Text, beside texts: [Text]) -> Bool {
        texts.isEmpty
            || texts.count < Self.maximumTexts
                && texts.reduce(text.tokens.count) { $0 + $1.tokens.count } <= Self.batchTokens
    }

    /// The vectors of texts that fit one batch. A text that has none fails alone.
    func embed(_ texts: [Text], flag: CancellationFlag?) throws -> [Result<[Float], KapellError>] {
        try compute(texts, flag)
        return texts.indices.map { place in
            Result { () throws(KapellError) in try vector(Int32(place)) }
        }
    }

    /// The vectors of the tokens of as many texts from the front as fit one batch, at least one. Needs an engine whose
    /// output are tokens.
    func tokenVectors(_ texts: ArraySlice<String>, flag: CancellationFlag) throws -> TokenVectors {
        var taken: [Text] = []
        for text in texts {
            let next = tokens(text)
            guard fits(next, beside: taken) else { break }
            taken.append(next)
        }
        try compute(taken, flag)
        var result = TokenVectors(texts: [], tokens: 0, truncated: 0)
        for text in taken {
            let range = result.tokens..<result.tokens + text.tokens.count
            result.texts.append(try range.map { try tokenVector(Int32($0)) })
            result.tokens = range.upperBound
            result.truncated += text.isCut ? 1 : 0
        }
        return result
    }

    private func compute(_ texts: [Text], _ flag: CancellationFlag?) throws {
        guard flag?.isCancelled != true else { throw KapellError.cancelledRequest }
        self.flag = flag
        defer { self.flag = nil }
        batch.clear()
        for (sequence, text) in texts.enumerated() {
            for (position, token) in text.tokens.enumerated() {
                batch.add(token, position: position, sequence: Int32(sequence), isWanted: true)
            }
        }
        try decode()
    }

    /// A text as the model reads it; cut where it is longer than its window.
    func tokens(_ text: String) -> Text {
        let text = boundedPrefix(text)
        if let wordPieces {
            let encoding = wordPieces.encode(text, limit: window)
            return Text(tokens: encoding.tokens, isCut: encoding.isTruncated)
        }
        var tokens = model.vocabulary.tokenize(text, special: true, control: false)
        guard tokens.count > window, let last = tokens.last else { return Text(tokens: tokens, isCut: false) }
        tokens.removeLast(tokens.count - window)
        tokens[window - 1] = last
        return Text(tokens: tokens, isCut: true)
    }

    /// No token is longer than a few dozen bytes, so that what lies far behind the window need not be tokenised.
    private func boundedPrefix(_ text: String) -> String {
        let limit = window * 64
        guard text.utf8.count > limit else { return text }
        return String(decoding: Array(text.utf8.prefix(limit)), as: UTF8.self)
    }

    private func decode() throws {
        llama_memory_clear(llama_get_memory(context), false)
        switch ComputeTurns.ofProcess.take({ llama_decode(context, batch.batch) }) {
        case 0: return
        case 2: throw KapellError.cancelledRequest
        case let status:
            throw KapellError(
                .model, "llama.cpp could not embed a batch (status \(status)). \(Llama.takeLastError())")
        }
    }

    private func vector(_ sequence: Int32) throws(KapellError) -> [Float] {
        guard let pointer = llama_get_embeddings_seq(context, sequence) else {
            throw KapellError(.model, "llama.cpp returned no embedding for a text.")
        }
        let raw = UnsafeBufferPointer(start: pointer, count: dimensions)
        let length = raw.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        guard length > 0, length.isFinite else {
            throw KapellError(.model, "The embedding model \(model.path) returned a vector of no length.")
        }
        return raw.map { $0 / length }
    }

    /// As the model gives it, not brought to length 1.
    private func tokenVector(_ place: Int32) throws -> [Float] {
        guard let pointer = llama_get_embeddings_ith(context, place) else {
            throw KapellError(.model, "llama.cpp returned no vector for a token.")
        }
        return Array(UnsafeBufferPointer(start: pointer, count: dimensions))
    }
}
