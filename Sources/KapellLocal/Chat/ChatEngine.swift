internal import CLlama
import KapellCore

/// One loaded chat model with its context. Used from its worker thread only.
final class ChatEngine: @unchecked Sendable {  // lock: the owner's worker thread, on which all calls are made
    let model: LlamaModel
    let window: Int
    /// Bytes of the longest token that vocabularies have.
    private static let longestToken = 256
    private let context: OpaquePointer
    private let template: ChatTemplate
    private let readBatch: Int
    private var flag: CancellationFlag?
    private var scratch: [UInt8] = []

    init(model: LlamaModel, options: LocalModelOptions) throws {
        guard !model.isEncoder else {
            throw KapellError(
                .model, "\(model.path) is an embedding model and cannot write text.",
                remedy: "Name a chat model under `models.default` in kapell.yaml.")
        }
        guard let template = ChatTemplate(vocabulary: model.vocabulary) else {
            throw KapellError(
                .unsupported, "The chat model \(model.path) does not use the ChatML template.",
                remedy: "Use a ChatML model such as local/smollm2-135m-instruct; other templates are not read yet.")
        }
        self.model = model
        self.template = template
        window = min(options.context ?? 4096, model.trainedContext)
        var parameters = llama_context_default_params()
        parameters.n_ctx = UInt32(window)
        parameters.n_batch = 512
        parameters.n_ubatch = 512
        parameters.n_seq_max = 1
        let threads = Int32(options.threads ?? Llama.defaultThreads)
        parameters.n_threads = threads
        parameters.n_threads_batch = threads
        parameters.no_perf = true
        guard let context = llama_init_from_model(model.pointer, parameters) else {
            throw KapellError(
                .model, "No memory for a context of \(window) tokens of \(model.path). \(Llama.takeLastError())",
                remedy: "Set a smaller `context` for the model in kapell.yaml.")
        }
        self.context = context
        readBatch = 512
        llama_set_abort_callback(
            context,
            { pointer in
                guard let pointer else { return false }
                return Unmanaged<ChatEngine>.fromOpaque(pointer).takeUnretainedValue().flag?.isCancelled ?? false
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { llama_free(context) }

    /// Runs one request to its end.
    func generate(_ request: ModelRequest, flag: CancellationFlag, emit: (ModelEvent) -> Void) throws {
        try request.requireSupport(in: [], of: "The local model \(model.path)")
        // No token stands for more bytes than this, so that a text of megabytes need not be tokenised to be refused.
        let bytes = request.messages.reduce(0) { $0 + $1.content.utf8.count }
        guard bytes <= window * Self.longestToken else {
            throw KapellError(
                .contextWindow,
                "The prompt takes at least \(bytes / Self.longestToken) tokens; the window of the model holds \(window).",
                remedy: "Shorten the prompt, or set a larger `context` for the model in kapell.yaml.")
        }
        let prompt = template.tokens(for: request.messages)
        let room = window - prompt.count
        guard room > 0 else {
            throw KapellError(
                .contextWindow, "The prompt takes \(prompt.count) tokens; the window of the model holds \(window).",
                remedy: "Shorten the prompt, or set a larger `context` for the model in kapell.yaml.")
        }
        try generate(
            prompt: prompt, limit: min(room, request.maximumResponseTokens ?? room), sampling: request.sampling,
            stop: request.stop, flag: flag, emit: emit)
    }

    /// Reads `prompt` and writes at most `limit` tokens.
    func generate(
        prompt: [Int32], limit: Int, sampling: SamplingOptions, stop: [String], flag: CancellationFlag,
        ignoreEnd: Bool = false, emit: (ModelEvent) -> Void
    ) throws {
        self.flag = flag
        defer { self.flag = nil }
        var usage = ModelUsage(inputTokens: prompt.count)
        var reason = FinishReason.length
        do {
            try read(prompt)
            // Whoever cuts the answer off knows this much.
            emit(.usage(usage))
            var sampler = Sampler(sampling)
            var assembler = TextAssembler(stops: stop)
            while usage.outputTokens < limit {
                var token = sampler.next(logits)
                usage.outputTokens += 1
                if model.vocabulary.isEndOfTurn(token), !ignoreEnd {
                    reason = .stop
                    break
                }
                scratch.removeAll(keepingCapacity: true)
                model.vocabulary.append(token, to: &scratch)
                let text = assembler.append(scratch)
                if !text.isEmpty { emit(.text(text)) }
                if assembler.stopped {
                    reason = .stop
                    break
                }
                if usage.outputTokens < limit { try decode(&token, count: 1) }
            }
            let rest = assembler.finish()
            if !rest.isEmpty { emit(.text(rest)) }
        } catch {
            emit(.usage(usage))
            throw error
        }
        emit(.usage(usage))
        emit(.finished(reason))
    }

    /// Computes a prompt from an empty context.
    func read(_ prompt: [Int32]) throws {
        llama_memory_clear(llama_get_memory(context), false)
        var tokens = prompt
        var start = 0
        while start < tokens.count {
            let count = min(readBatch, tokens.count - start)
            try tokens.withUnsafeMutableBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                try decode(base + start, count: count)
            }
            start += count
        }
    }

    private func decode(_ tokens: UnsafeMutablePointer<Int32>, count: Int) throws {
        if flag?.isCancelled ?? false { throw KapellError.cancelledRequest }
        switch llama_decode(context, llama_batch_get_one(tokens, Int32(count))) {
        case 0: return
        case 2: throw KapellError.cancelledRequest
        case let status:
            throw KapellError(
                .model, "llama.cpp could not compute the next tokens (status \(status)). \(Llama.takeLastError())")
        }
    }

    private var logits: UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(start: llama_get_logits_ith(context, -1), count: model.vocabulary.count)
    }
}
