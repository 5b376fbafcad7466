/// What answers the requests to a ``LanguageModel``.
///
/// Executors are made when they are first needed and kept by their configuration; one executor answers requests of many
/// sessions, also at the same time. Tools are run by the session: an executor only says which the model calls.
public protocol LanguageModelExecutor: Sendable {
    associatedtype Configuration: Hashable, Sendable
    associatedtype Model: LanguageModel

    /// Makes an executor. An error comes out of the request that needs it first, and is not kept.
    init(configuration: Configuration) throws

    /// Gets ready for a request that begins with `transcript`. Nothing by default.
    func prewarm(model: Model, transcript: Transcript)

    /// Answers one request with events into `channel`.
    ///
    /// Returning ends the answer; the channel need not be closed. Throw a ``LanguageModelError`` or a `KapellError`.
    /// Whoever asked cancels the task, and `CancellationError` is the answer to that.
    nonisolated(nonsending) func respond(
        to request: LanguageModelExecutorGenerationRequest, model: Model,
        streamingInto channel: LanguageModelExecutorGenerationChannel
    ) async throws
}

extension LanguageModelExecutor {
    public func prewarm(model: Model, transcript: Transcript) {}
}
