internal import CLlama
import KapellCore
import Synchronization

/// A model that writes for many requests at once.
///
/// Each step computes one batch: the token that is due of each request that writes, guesses of what follows, and pieces
/// of the prompts of those that are read. Requests join and leave between steps. What two of them begin with alike is
/// computed once, and kept for later ones as long as there is room.
///
/// All computing happens on a thread of the engine's own.
final class BatchEngine: @unchecked Sendable {  // lock: of `inbox` and `published`; else the worker thread
    let model: LlamaModel
    let limits: EngineLimits
    let endTokens: [Int32]
    let context: OpaquePointer
    let memory: OpaquePointer?
    /// Whether a beginning of a sequence can be kept without its end.
    let sharesPrefixes: Bool
    private let worker: WorkerThread
    private let inbox = Mutex(Inbox())
    private let published = Mutex(EngineCounts())
    /// Tokens after which what they read of the model's file is given back: each has a row of words there, and the
    /// system maps what is around a row with it.
    private static let tokensKept = 128

    private struct Inbox {
        var jobs: [GenerationJob] = []
        /// Those that the thread has taken over, and that wait; and places that nobody has.
        var waiting = 0
        var free = 0
        var isRunning = false
        /// Seconds that a request takes, of late.
        var seconds = 1.0
    }

    // On the worker thread.
    var waiting: [GenerationStream] = []
    var active: [GenerationStream] = []
    var kept = PrefixCache()
    var freeSequences: [Int32]
    var batch: BatchBuffer
    var pace: ReadPace
    var guessLength = GuessLength()
    /// What the last batch took, the last one of requests that write, and all that read since then.
    var seconds = (last: 0.0, writing: 0.0, reading: 0.0)
    /// Whether a buffer is to be copied before the next batch is computed.
    var copyIsPending = false
    var counts = EngineCounts()
    var adapters: LoadedAdapters
    /// The only request of a batch, while that is computed.
    private var alone: CancellationFlag?
    private let threads: ComputeThreads
    private var turn = 0
    /// Where long system prompts are kept for the next start.
    var shelf: StateShelf?
    /// One bit a token.
    var maskWords: [UInt64]

    init(model: LlamaModel, options: LocalModelOptions) throws {
        guard !model.isEncoder else {
            throw KapellError.writesNothing(model.path)
        }
        let limits = EngineLimits(options, model)
        try MemoryNeed(model, limits).check(model.path)
        var parameters = llama_context_default_params()
        parameters.n_ctx = UInt32(limits.capacity)
        parameters.n_batch = UInt32(limits.batch)
        parameters.n_ubatch = UInt32(limits.block)
        parameters.n_seq_max = UInt32(limits.sequences)
        parameters.n_threads = Int32(limits.threads)
        parameters.n_threads_batch = Int32(limits.threads)
        parameters.kv_unified = !limits.isSeparate
        parameters.type_k = limits.cache.type
        parameters.type_v = limits.cache.type
        parameters.no_perf = true
        guard let context = llama_init_from_model(model.pointer, parameters) else {
            throw KapellError(
                .model,
                "No memory for a context of \(limits.capacity) tokens of \(model.path). \(Llama.takeLastError())",
                remedy: "Set a smaller `context` or `capacity` for the model in kapell.yaml.")
        }
        self.model = model
        self.limits = limits
        self.context = context
        memory = llama_get_memory(context)
        threads = ComputeThreads(limits.threads, for: context)
        sharesPrefixes = !llama_model_is_recurrent(model.pointer) && !llama_model_is_hybrid(model.pointer)
        endTokens = model.vocabulary.endTokens
        freeSequences = (0..<Int32(limits.sequences)).reversed()
        batch = BatchBuffer(capacity: limits.batch)
        pace = ReadPace(
            largest: limits.batch, needsBlocks: model.looksFar(past: limits.batch, threads: limits.threads))
        adapters = LoadedAdapters(model)
        worker = WorkerThread(name: "kapell-engine")
        // A state fits an engine with as many buffers only.
        let form = limits.cache.rawValue + (limits.isSeparate ? " \(limits.sequences)" : "")
        shelf = options.stateFolder.flatMap { StateShelf($0, model: "\(model.identity) \(form)") }
        maskWords = [UInt64](repeating: 0, count: (model.vocabulary.count + 63) / 64)
        counts.weightBytes = Int64(llama_model_size(model.pointer))
        counts.cacheBytes = MemoryNeed(model, limits).cacheBytes
        counts.buffers = limits.isSeparate ? limits.sequences : 1
        published.withLock { $0 = counts }
        llama_set_abort_callback(
            context,
            { pointer in
                guard let pointer else { return false }
                return Unmanaged<BatchEngine>.fromOpaque(pointer).takeUnretainedValue().alone?.isCancelled ?? false
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        adapters.free(context)
        llama_free(context)
    }

    // MARK: From any thread

    /// Puts a request at the end of those that wait.
    ///
    /// - Throws: `.limitExceeded` when too many wait.
    func submit(_ job: GenerationJob) throws(KapellError) {
        let begins = try inbox.withLock { (inbox: inout Inbox) throws(KapellError) -> Bool in
            let ahead = inbox.waiting + inbox.jobs.count
            guard ahead < limits.queue + max(1, inbox.free) else {
                published.withLock { $0.refused += 1 }
                throw KapellError(
                    .limitExceeded, "\(ahead) requests wait for the model already.",
                    remedy: "Ask again later, or set a longer `queue` for the model in kapell.yaml.",
                    retryAfter: .seconds(max(1, (inbox.seconds * Double(ahead) / Double(limits.streams)).rounded(.up))))
            }
            inbox.jobs.append(job)
            defer { inbox.isRunning = true }
            return !inbox.isRunning
        }
        if begins { worker.async { [self] in step() } }
    }

    var currentCounts: EngineCounts {
        let waiting = inbox.withLock { $0.waiting + $0.jobs.count }
        var counts = published.withLock { $0 }
        counts.waiting = waiting
        return counts
    }

    // MARK: On the worker thread

    private func step() {
        for job in inbox.withLock({ inbox in
            defer { inbox.jobs = [] }
            inbox.waiting += inbox.jobs.count
            return inbox.jobs
        }) {
            queue(GenerationStream(job))
        }
        admit()
        if !active.isEmpty { advance(nextVariant()) }
        publish()
        let goesOn = inbox.withLock { inbox in
            inbox.waiting = waiting.count
            inbox.free = limits.streams - active.count
            inbox.isRunning = !active.isEmpty || !waiting.isEmpty || !inbox.jobs.isEmpty
            return inbox.isRunning
        }
        if goesOn { worker.async { [self] in step() } }
    }

    private func publish() {
        counts.active = active.count
        counts.kept = kept.entries.count
        published.withLock { published in
            let refused = published.refused
            published = counts
            published.refused = refused
        }
    }

    /// Requests with the same adapters are computed together; others take turns.
    private func nextVariant() -> String {
        let variants = active.reduce(into: [String]()) { if !$0.contains($1.variant) { $0.append($1.variant) } }
        turn += 1
        return variants[turn % variants.count]
    }

    /// Computes the batch.
    ///
    /// - Parameter flag: of the only request in it, which can be stopped in the middle.
    /// - Returns: llama.cpp's status: 0, 1 for no room, 2 for stopped in the middle, or an error.
    func compute(_ flag: CancellationFlag?) -> Int32 {
        alone = flag
        defer { alone = nil }
        return ComputeTurns.ofProcess.take {
            let began = ContinuousClock.now
            let status = llama_decode(context, batch.batch)
            copyIsPending = false
            if status == 0 {
                let seconds = (ContinuousClock.now - began) / .seconds(1)
                counts.batches += 1
                let kept = counts.batchTokens / Self.tokensKept
                counts.batchTokens += batch.count
                if counts.batchTokens / Self.tokensKept > kept { model.releasePages() }
                counts.seconds += seconds
                self.seconds.last = seconds
                pace.note(tokens: batch.count, seconds: seconds)
                guessLength.note(tokens: batch.count, seconds: seconds)
            }
            return status
        }
    }

    func logits(_ place: Int32) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: llama_get_logits_ith(context, place), count: model.vocabulary.count)
    }

    /// How long a request has taken, for those that are told when to come again.
    func note(seconds: Double) {
        inbox.withLock { $0.seconds += (seconds - $0.seconds) * 0.2 }
    }
}

extension LocalModelOptions.CacheType {
    var type: ggml_type {
        switch self {
        case .f16: GGML_TYPE_F16
        case .q8_0: GGML_TYPE_Q8_0
        case .q4_0: GGML_TYPE_Q4_0
        }
    }
}
