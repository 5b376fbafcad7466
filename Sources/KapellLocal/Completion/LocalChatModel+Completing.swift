public import KapellCore

extension LocalChatModel {
    /// Goes on with a text, without the form of a chat.
    ///
    /// - Parameter request: how it is written; its messages are not looked at.
    /// - Returns: a stream that ends with exactly one `finished`, or throws a ``KapellError``. Ending the iteration stops
    ///   the request.
    public func complete(
        _ prompt: CompletionPrompt, _ request: ModelRequest = ModelRequest(messages: [])
    ) -> AsyncThrowingStream<CompletionEvent, any Error> {
        AsyncThrowingStream { continuation in
            start(
                { loaded, flag in
                    let writer = CompletionWriter(loaded.model.vocabulary, continuation)
                    try loaded.complete(prompt, request, flag) { writer.take($0) }
                }, continuation)
        }
    }
}

/// Tells a request what the engine writes for it. Used on the engine's thread only.
private final class CompletionWriter: @unchecked Sendable {  // lock: none needed, it belongs to the engine's thread
    private let vocabulary: Vocabulary
    private let continuation: AsyncThrowingStream<CompletionEvent, any Error>.Continuation
    private var usage = ModelUsage()

    init(_ vocabulary: Vocabulary, _ continuation: AsyncThrowingStream<CompletionEvent, any Error>.Continuation) {
        self.vocabulary = vocabulary
        self.continuation = continuation
    }

    func take(_ event: GenerationEvent) {
        usage.take(event)
        switch event {
        case .read: continuation.yield(.usage(usage))
        case .wrote(let text, let likelihood):
            continuation.yield(.text(text, likelihood.map { TokenDetail($0, vocabulary) }))
        case .ended(let reason, _):
            continuation.yield(.usage(usage))
            continuation.yield(.finished(reason))
            continuation.finish()
        case .failed(let error, _):
            continuation.yield(.usage(usage))
            continuation.finish(throwing: error)
        }
    }
}

extension TokenDetail {
    init(_ likelihood: TokenLikelihood, _ vocabulary: Vocabulary) {
        func alternative(_ token: Int32, _ logProbability: Float) -> Alternative {
            var bytes: [UInt8] = []
            vocabulary.append(token, to: &bytes, showsControl: true)
            return Alternative(
                text: String(decoding: bytes, as: UTF8.self), bytes: bytes, logProbability: logProbability)
        }
        let own = alternative(likelihood.token, likelihood.logProbability)
        self.init(
            text: own.text, bytes: own.bytes, logProbability: own.logProbability,
            top: likelihood.top.map { alternative($0.token, $0.logProbability) })
    }
}
