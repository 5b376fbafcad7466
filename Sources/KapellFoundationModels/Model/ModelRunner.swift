import Synchronization

/// A language model without its type, as a session holds it.
protocol ModelRunner: Sendable {
    var capabilities: LanguageModelCapabilities { get }

    func prewarm(_ transcript: Transcript)

    nonisolated(nonsending) func respond(
        to request: LanguageModelExecutorGenerationRequest,
        streamingInto channel: LanguageModelExecutorGenerationChannel
    ) async throws
}

/// Looks the executor up once, when it is first needed.
final class TypedModelRunner<Model: LanguageModel>: ModelRunner {
    private let model: Model
    private let executor = Mutex<Model.Executor?>(nil)

    init(_ model: Model) { self.model = model }

    var capabilities: LanguageModelCapabilities { model.capabilities }

    func prewarm(_ transcript: Transcript) {
        // The request that follows tells what is wrong.
        guard let executor = try? found() else { return }
        executor.prewarm(model: model, transcript: transcript)
    }

    nonisolated(nonsending) func respond(
        to request: LanguageModelExecutorGenerationRequest,
        streamingInto channel: LanguageModelExecutorGenerationChannel
    ) async throws {
        try await found().respond(to: request, model: model, streamingInto: channel)
    }

    private func found() throws -> Model.Executor {
        if let executor = executor.withLock({ $0 }) { return executor }
        let made = try ExecutorCache.shared.executor(for: model)
        return executor.withLock { kept in
            if let kept { return kept }
            kept = made
            return made
        }
    }
}
