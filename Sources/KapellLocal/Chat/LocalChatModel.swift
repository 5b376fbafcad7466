public import KapellCore
import Synchronization

/// A chat model in this process, through llama.cpp.
///
/// The file is loaded on first use. One request runs at a time; others wait in order. All computing happens on a
/// thread of its own. A cancelled request stops between operations, in milliseconds.
public final class LocalChatModel: ModelBackend {
    public let model: String
    private let path: @Sendable () throws -> String
    private let options: LocalModelOptions
    private let worker: WorkerThread
    private let engine = EngineSlot<ChatEngine>()

    /// - Parameters:
    ///   - model: its name in requests and answers.
    ///   - path: finds the GGUF file when it is first needed; throws a ``KapellError`` when there is none.
    public init(model: String, options: LocalModelOptions = .init(), path: @escaping @Sendable () throws -> String) {
        self.model = model
        self.path = path
        self.options = options
        worker = WorkerThread(name: "kapell-chat")
    }

    /// Whether the file is loaded.
    public var isLoaded: Bool { engine.isLoaded }

    /// Loads the file now, so that the first request does not wait for it.
    public func prewarm() async throws {
        try await worker.run { [self] in _ = try loaded() }
    }

    public func stream(_ request: ModelRequest) -> ModelEventStream {
        let flag = CancellationFlag()
        return ModelEventStream { continuation in
            continuation.onTermination = { _ in flag.cancel() }
            worker.async { [self] in
                do {
                    guard !flag.isCancelled else { throw KapellError.cancelledRequest }
                    try loaded().generate(request, flag: flag) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
        }
    }

    public func countTokens(_ text: String) async throws -> Int {
        try await worker.run { [self] in
            try loaded().model.vocabulary.tokenize(text, special: false, control: false).count
        }
    }

    /// Only called on the worker.
    private func loaded() throws -> ChatEngine {
        try engine.value { try ChatEngine(model: LlamaModel(path: path()), options: options) }
    }
}

extension KapellError {
    static let cancelledRequest = KapellError(.cancelled, "The request was cancelled.")
}
