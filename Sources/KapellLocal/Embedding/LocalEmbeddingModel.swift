public import KapellCore

/// An embedding model in this process, through llama.cpp.
///
/// The file is loaded on first use. Texts are computed in batches on a thread of its own; requests that come together
/// wait for each other between batches, so that a question is not held up by a whole document.
public final class LocalEmbeddingModel: EmbeddingBackend {
    public let model: String
    private let path: @Sendable () throws -> String
    private let identity: @Sendable (String) throws -> String
    private let options: LocalModelOptions
    private let worker: WorkerThread
    private let engine = EngineSlot<EmbeddingEngine>()

    /// - Parameters:
    ///   - model: its name in requests and answers.
    ///   - identity: what identifies the file at a path, such as its SHA-256.
    ///   - path: finds the GGUF file when it is first needed; throws a ``KapellError`` when there is none.
    public init(
        model: String, options: LocalModelOptions = .init(),
        identity: @escaping @Sendable (String) throws -> String,
        path: @escaping @Sendable () throws -> String
    ) {
        self.model = model
        self.path = path
        self.identity = identity
        self.options = options
        worker = WorkerThread(name: "kapell-embed")
    }

    /// Whether the file is loaded.
    public var isLoaded: Bool { engine.isLoaded }

    public func fingerprint() async throws -> String {
        try await worker.run { [self] in "\(try identity(path()))/mean/\(EmbeddingEngine.maximumTokens)" }
    }

    public func dimensions() async throws -> Int {
        try await worker.run { [self] in try loaded().dimensions }
    }

    public func embed(_ texts: [String]) async throws -> EmbeddingResult {
        let flag = CancellationFlag()
        return try await withTaskCancellationHandler {
            var result = EmbeddingResult(vectors: [], tokens: 0)
            result.vectors.reserveCapacity(texts.count)
            var start = 0
            while start < texts.count {
                let rest = texts[start...]
                let batch = try await worker.run { [self] in try loaded().embed(rest, flag: flag) }
                result.vectors += batch.vectors
                result.tokens += batch.tokens
                result.truncated += batch.truncated
                start += batch.vectors.count
            }
            return result
        } onCancel: {
            flag.cancel()
        }
    }

    /// Only called on the worker.
    private func loaded() throws -> EmbeddingEngine {
        try engine.value { try EmbeddingEngine(model: LlamaModel(path: path()), options: options) }
    }
}
