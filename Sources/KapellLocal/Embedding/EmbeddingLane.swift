internal import CLlama
import KapellCore

/// One context of an embedding model: it computes one batch at a time.
final class EmbeddingLane: @unchecked Sendable {  // lock: its owner uses it from one thread at a time
    private let model: LlamaModel
    private let context: OpaquePointer
    private var batch: BatchBuffer
    private var flag: CancellationFlag?
    private let threads: ComputeThreads
    private let adapter: LlamaAdapter?

    /// - Parameters:
    ///   - tokens: the most of a batch.
    ///   - threads: on how many it computes.
    ///   - adapter: with which it computes; nil for the model alone.
    init(
        model: LlamaModel, tokens: Int, threads count: Int, output: EmbeddingEngine.Output,
        adapter: LlamaAdapter? = nil
    ) throws(KapellError) {
        var parameters = llama_context_default_params()
        parameters.n_ctx = UInt32(tokens)
        parameters.n_batch = UInt32(tokens)
        parameters.n_ubatch = UInt32(tokens)
        parameters.n_seq_max = UInt32(EmbeddingEngine.maximumTexts)
        parameters.kv_unified = true
        parameters.embeddings = true
        parameters.pooling_type = output == .texts ? model.pooling : LLAMA_POOLING_TYPE_NONE
        parameters.n_threads = Int32(count)
        parameters.n_threads_batch = Int32(count)
        parameters.no_perf = true
        guard let context = llama_init_from_model(model.pointer, parameters) else {
            throw KapellError(.model, "No memory to run \(model.path). \(Llama.takeLastError())")
        }
        self.model = model
        self.context = context
        self.adapter = adapter
        threads = ComputeThreads(count, for: context)
        batch = BatchBuffer(capacity: tokens)
        llama_set_abort_callback(
            context,
            { pointer in
                guard let pointer else { return false }
                return Unmanaged<EmbeddingLane>.fromOpaque(pointer).takeUnretainedValue().flag?.isCancelled ?? false
            }, Unmanaged.passUnretained(self).toOpaque())
        if let adapter { try LlamaAdapter.use([(adapter, 1)], in: context) }
    }

    deinit { llama_free(context) }

    /// Computes texts that fit a batch. Whose turn it is, the owner knows.
    ///
    /// - Parameter flag: ends it in the middle.
    func compute(_ texts: [EmbeddingEngine.Text], _ flag: CancellationFlag?) throws(KapellError) {
        guard flag?.isCancelled != true else { throw KapellError.cancelledRequest }
        self.flag = flag
        defer { self.flag = nil }
        batch.clear()
        for (sequence, text) in texts.enumerated() {
            for (position, token) in text.tokens.enumerated() {
                batch.add(token, position: position, sequence: Int32(sequence), isWanted: true)
            }
        }
        llama_memory_clear(llama_get_memory(context), false)
        switch llama_decode(context, batch.batch) {
        case 0: return
        case 2: throw KapellError.cancelledRequest
        case let status:
            throw KapellError(
                .model, "llama.cpp could not embed a batch (status \(status)). \(Llama.takeLastError())")
        }
    }

    /// The vector of a text that was computed last, brought to length 1.
    func vector(_ sequence: Int) throws(KapellError) -> [Float] {
        guard let pointer = llama_get_embeddings_seq(context, Int32(sequence)) else {
            throw KapellError(.model, "llama.cpp returned no embedding for a text.")
        }
        let raw = UnsafeBufferPointer(start: pointer, count: model.dimensions)
        let length = raw.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        guard length > 0, length.isFinite else {
            throw KapellError(.model, "The embedding model \(model.path) returned a vector of no length.")
        }
        return raw.map { $0 / length }
    }

    /// The vector of a token that was computed last, as the model gives it, not brought to length 1.
    func tokenVector(_ place: Int) throws(KapellError) -> [Float] {
        guard let pointer = llama_get_embeddings_ith(context, Int32(place)) else {
            throw KapellError(.model, "llama.cpp returned no vector for a token.")
        }
        return Array(UnsafeBufferPointer(start: pointer, count: model.dimensions))
    }
}
