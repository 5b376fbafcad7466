public import KapellCore

/// An embedding model in this process, through llama.cpp.
///
/// The file is loaded on first use. Texts are computed in batches on a thread of its own. Requests that come together
/// share them, and take turns, so that a question is not held up by a whole document. Texts are pooled as the file says:
/// mean, first token or last token.
public final class LocalEmbeddingModel: EmbeddingBackend {
    public let model: String
    private let path: @Sendable () throws -> String
    private let identity: @Sendable (String) throws -> String
    private let options: LocalModelOptions
    private let worker: WorkerThread
    private let engine: EngineSlot<EmbeddingEngine>
    private let load: @Sendable () throws -> EmbeddingEngine
    private let queue: EmbeddingQueue
    private let backlog: Backlog
    private let use = LastUse()

    /// - Parameters:
    ///   - model: its name in requests and answers.
    ///   - identity: what identifies the file at a path, such as its SHA-256.
    ///   - path: finds the GGUF file when it is first needed; throws a ``KapellError`` when there is none.
    public convenience init(
        model: String, options: LocalModelOptions = .init(),
        identity: @escaping @Sendable (String) throws -> String,
        path: @escaping @Sendable () throws -> String
    ) {
        self.init(model: model, options: options, identity: identity, path: path, makeRoom: { _ in })
    }

    /// - Parameter makeRoom: told of the bytes that it is about to take; throws where there is no room for them.
    init(
        model: String, options: LocalModelOptions, identity: @escaping @Sendable (String) throws -> String,
        path: @escaping @Sendable () throws -> String, makeRoom: @escaping @Sendable (Int64) throws -> Void
    ) {
        self.model = model
        self.path = path
        self.identity = identity
        self.options = options
        let worker = WorkerThread(name: "kapell-embed", stack: Vocabulary.stack)
        let engine = EngineSlot<EmbeddingEngine>()
        let load = { @Sendable in
            try engine.value {
                let model = try LlamaModel(path: path())
                try makeRoom(model.bytes)
                return try EmbeddingEngine(model: model, options: options)
            }
        }
        self.worker = worker
        self.engine = engine
        self.load = load
        queue = EmbeddingQueue(worker, load: load)
        backlog = Backlog(limit: EngineLimits.waiting(options))
    }

    /// Whether the file is loaded.
    public var isLoaded: Bool { engine.isLoaded }
    /// Bytes of the weights; `nil` where it is not loaded.
    var weightBytes: Int64? { engine.current?.model.bytes }
    /// Whether it computes, or requests wait for it.
    var isBusy: Bool { queue.isBusy }
    /// When it was used last, among the models of this process.
    var lastUse: Int64 { use.value }

    public func fingerprint() async throws -> String {
        try await worker.run { [self] in "\(try identity(path()))/mean/\(options.context ?? 256)" }
    }

    public func dimensions() async throws -> Int {
        try await worker.run { [self] in try load().dimensions }
    }

    /// Known for models that read WordPiece, such as MiniLM; `nil` for others. The file is loaded.
    public func tokenCounter() async throws -> (any TokenCounter)? {
        if let engine = engine.current { return engine.counter }
        return try await worker.run { [self] in try load().counter }
    }

    public func embed(_ texts: [String]) async throws -> EmbeddingResult {
        guard !texts.isEmpty else { return EmbeddingResult(vectors: [], tokens: 0) }
        use.note()
        try backlog.enter()
        let began = ContinuousClock.now
        defer { backlog.leave(after: began) }
        let flag = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { queue.add(EmbeddingWork(texts, flag, $0)) }
        } onCancel: {
            flag.cancel()
        }
    }

    /// Gives the memory back; the next request loads the file again.
    public func unload() { engine.clear() }
}
