internal import CLlama
import KapellCore

/// One loaded embedding model with its context. Used from its worker thread only.
final class EmbeddingEngine: @unchecked Sendable {  // lock: the owner's worker thread, on which all calls are made
    /// Longer texts are cut here, as the sentence-transformers configuration of MiniLM does.
    static let maximumTokens = 256
    /// Tokens that are computed together. Larger batches cost more attention between texts than they save.
    static let batchTokens = 512
    private static let maximumTexts = 64

    /// What comes out: one vector a text, or one a token.
    enum Output { case texts, tokens }

    let model: LlamaModel
    let dimensions: Int
    private let context: OpaquePointer
    private let wordPieces: WordPieceTokenizer?
    private var batch: llama_batch
    private var flag: CancellationFlag?

    init(model: LlamaModel, options: LocalModelOptions, output: Output = .texts) throws {
        guard model.isEncoder else {
            throw KapellError(
                .model, "\(model.path) is not an embedding model.",
                remedy: "Name an embedding model under `models.embedding` in kapell.yaml.")
        }
        self.model = model
        dimensions = model.dimensions
        wordPieces = model.vocabulary.isWordPiece ? try WordPieceTokenizer(tokens: model.vocabulary.texts) : nil
        var parameters = llama_context_default_params()
        parameters.n_ctx = UInt32(Self.batchTokens)
        parameters.n_batch = UInt32(Self.batchTokens)
        parameters.n_ubatch = UInt32(Self.batchTokens)
        parameters.n_seq_max = UInt32(Self.maximumTexts)
        parameters.kv_unified = true
        parameters.embeddings = true
        parameters.pooling_type = output == .texts ? LLAMA_POOLING_TYPE_MEAN : LLAMA_POOLING_TYPE_NONE
        let threads = Int32(options.threads ?? Llama.defaultThreads)
        parameters.n_threads = threads
        parameters.n_threads_batch = threads
        parameters.no_perf = true
        guard let context = llama_init_from_model(model.pointer, parameters) else {
            throw KapellError(.model, "No memory to run \(model.path). \(Llama.takeLastError())")
        }
        self.context = context
        batch = llama_batch_init(Int32(Self.batchTokens), 0, 1)
        llama_set_abort_callback(
            context,
            { pointer in
                guard let pointer else { return false }
                return Unmanaged<EmbeddingEngine>.fromOpaque(pointer).takeUnretainedValue().flag?.isCancelled ?? false
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        llama_batch_free(batch)
        llama_free(context)
    }

    /// Embeds as many texts from the front of `texts` as fit one batch, at least one.
    func embed(_ texts: ArraySlice<String>, flag: CancellationFlag) throws -> EmbeddingResult {
        let filled = try compute(texts, flag)
        let vectors = try filled.counts.indices.map { try vector(Int32($0)) }
        return EmbeddingResult(vectors: vectors, tokens: filled.tokens, truncated: filled.truncated)
    }

    /// The vectors of the tokens of as many texts from the front as fit one batch, at least one. Needs an engine whose
    /// output are tokens.
    func tokenVectors(_ texts: ArraySlice<String>, flag: CancellationFlag) throws -> TokenVectors {
        let filled = try compute(texts, flag)
        var result = TokenVectors(texts: [], tokens: filled.tokens, truncated: filled.truncated)
        var start = 0
        for count in filled.counts {
            result.texts.append(try (start..<start + count).map { try tokenVector(Int32($0)) })
            start += count
        }
        return result
    }

    /// Fills a batch from the front of `texts`, and computes it.
    /// - Returns: The tokens of each text that is in it; all of them; how many texts were cut.
    private func compute(
        _ texts: ArraySlice<String>, _ flag: CancellationFlag
    ) throws -> (counts: [Int], tokens: Int, truncated: Int) {
        guard !flag.isCancelled else { throw KapellError.cancelledRequest }
        self.flag = flag
        defer { self.flag = nil }
        batch.n_tokens = 0
        var counts: [Int] = []
        var truncated = 0
        for text in texts where counts.count < Self.maximumTexts {
            let (tokens, isCut) = tokens(Self.boundedPrefix(text))
            if Int(batch.n_tokens) + tokens.count > Self.batchTokens { break }
            add(tokens, sequence: Int32(counts.count))
            truncated += isCut ? 1 : 0
            counts.append(tokens.count)
        }
        try decode()
        return (counts, counts.reduce(0, +), truncated)
    }

    private func tokens(_ text: String) -> (tokens: [Int32], isCut: Bool) {
        if let wordPieces {
            let encoding = wordPieces.encode(text, limit: Self.maximumTokens)
            return (encoding.tokens, encoding.isTruncated)
        }
        var tokens = model.vocabulary.tokenize(text, special: true, control: false)
        guard tokens.count > Self.maximumTokens, let last = tokens.last else { return (tokens, false) }
        tokens.removeLast(tokens.count - Self.maximumTokens)
        tokens[Self.maximumTokens - 1] = last
        return (tokens, true)
    }

    /// No token is longer than a few dozen bytes, so that what lies far behind the window need not be tokenised.
    private static func boundedPrefix(_ text: String) -> String {
        let limit = maximumTokens * 64
        guard text.utf8.count > limit else { return text }
        return String(decoding: Array(text.utf8.prefix(limit)), as: UTF8.self)
    }

    private func add(_ tokens: [Int32], sequence: Int32) {
        for (position, token) in tokens.enumerated() {
            let index = Int(batch.n_tokens)
            batch.token[index] = token
            batch.pos[index] = Int32(position)
            batch.n_seq_id[index] = 1
            batch.seq_id[index]?[0] = sequence
            batch.logits[index] = 1
            batch.n_tokens += 1
        }
    }

    private func decode() throws {
        llama_memory_clear(llama_get_memory(context), false)
        switch llama_decode(context, batch) {
        case 0: return
        case 2: throw KapellError.cancelledRequest
        case let status:
            throw KapellError(
                .model, "llama.cpp could not embed a batch (status \(status)). \(Llama.takeLastError())")
        }
    }

    private func vector(_ sequence: Int32) throws -> [Float] {
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
