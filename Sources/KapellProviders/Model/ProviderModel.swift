public import KapellCore
public import KapellDialects
import KapellJSON

/// A model of a provider.
///
/// ``stream(_:)`` serves those who want events; a gateway calls ``open(_:within:)``, and ``forward(_:within:)`` where the
/// client speaks the provider's own dialect. All three wait for the answer's first piece: what fails before it can be
/// tried again or elsewhere, and nothing has been said to a client.
public struct ProviderModel: ModelBackend {
    public let provider: Provider
    /// The model's name, as the provider calls it.
    public let name: String
    public let dialect: any Dialect
    /// What it can do; the kind's own at first.
    public var features: ModelFeatures
    /// Whether streams throw ``ProviderFailure`` and not the `KapellError` in it: for policies, which must know whether a
    /// failed request may have been billed.
    public var throwsProviderFailures = false

    public init(_ provider: Provider, _ name: String, dialect: any Dialect) {
        self.provider = provider
        self.name = name
        self.dialect = dialect
        features = provider.kind.features
    }

    /// `provider/model`.
    public var model: String { "\(provider.name)/\(name)" }

    /// Sends a request and returns the answer's events; ends as ``ModelBackend/stream(_:)`` says.
    public func stream(_ request: ModelRequest) -> ModelEventStream {
        let asked = DialectRequest(dialect: dialect.name, model: name, streams: true, request: request)
        return AsyncThrowingStream { continuation in
            // Owned by the stream, which cancels it when it is let go.
            let task = Task {
                do throws(ProviderFailure) {
                    var events = try await open(asked).events.makeAsyncIterator()
                    while let batch = try await events.nextBatch() {
                        for event in batch { continuation.yield(event) }
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: throwsProviderFailures ? error : error.error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Translates a request, sends it, and returns once the answer's first piece is there.
    ///
    /// - Parameter request: of any dialect; its model's name is replaced by ``name``.
    /// - Parameter limit: what is left of a deadline over several attempts.
    /// - Throws: `unsupported` for what the dialect cannot say; the provider's own error; `timeout`, `network`,
    ///   `tooLarge`, `configuration`, `cancelled`. Cancelling the task closes the connection.
    public func open(
        _ request: DialectRequest, within limit: Duration? = nil
    ) async throws(ProviderFailure) -> ProviderExchange {
        let call: ProviderCall
        do throws(KapellError) { call = try translated(request) } catch { throw ProviderFailure(error) }
        let (answer, reader) = try await begin(call, within: limit, hidesUsage: false)
        let known = Set(request.losses)
        return ProviderExchange(
            events: ProviderEvents(reader), losses: request.losses + call.losses.filter { !known.contains($0) },
            metadata: ResponseMetadata(answer.status, answer.headers), reader: reader)
    }

    /// Whether the provider signs what its models think and call, and wants the proofs back.
    private var wantsStateBack: Bool {
        switch dialect.name {
        case .openAIChat: provider.kind.chatOptions.returnsCallSignatures
        case .anthropic, .bedrockConverse, .bedrockInvoke, .gemini, .openAIResponses: true
        case .cohere, .ollama: false
        }
    }

    /// Whether ``forward(_:within:)`` takes a request: it came in this dialect.
    public func canForward(_ request: DialectRequest) -> Bool { request.dialect == dialect.name }

    /// Sends a request on as it came, under this model's name, and returns the provider's answer to the byte.
    ///
    /// Proofs that `request` has and its body has not are put into the body: a client has dropped them, and
    /// ``ProviderOutcome/state`` of the answer that held them was kept. Nothing else of it is changed.
    ///
    /// Errors are thrown and not passed; ``ProviderFailure/answer`` holds what the provider said. A stream of OpenAI's chat
    /// is asked for its usage; the chunk that holds it is left out where the client did not ask. OpenAI's refusal of items
    /// that do not fit together any more is answered by the request without what it names; see ``ResponsesMending``.
    ///
    /// - Parameters:
    ///   - limit: what is left of a deadline over several attempts.
    ///   - mends: whether what a refusal names may be lost.
    /// - Throws: as ``open(_:within:)`` does; `unsupported` for a request of another dialect.
    public func forward(
        _ request: DialectRequest, within limit: Duration? = nil, mends: Bool = true
    ) async throws(ProviderFailure) -> ProviderPassage {
        guard canForward(request) else {
            throw ProviderFailure(
                KapellError(
                    .unsupported,
                    "\(model) speaks `\(dialect.name.rawValue)`; a `\(request.dialect.rawValue)` request cannot pass.",
                    remedy: "Translate it."))
        }
        var call: ProviderCall
        do throws(KapellError) { call = try forwarded(request) } catch { throw ProviderFailure(error) }
        let (answer, reader) = try await begun(
            &call, within: limit, hidesUsage: !request.includesUsage, mends: mends && dialect.name == .openAIResponses)
        let said = DialectAnswer(id: "", model: request.model, created: 0, includesUsage: request.includesUsage)
        return ProviderPassage(
            status: answer.status, contentType: answer.headers["content-type"],
            metadata: ResponseMetadata(answer.status, answer.headers), losses: request.losses + call.losses,
            restored: call.restored, bytes: ProviderBytes(reader, dialect, said), reader: reader)
    }

    /// How often a request is mended: each refusal names one item.
    private static let mostMendings = 4

    /// Sends a call on, and once more without what a refusal names.
    private func begun(
        _ call: inout ProviderCall, within limit: Duration?, hidesUsage: Bool, mends: Bool
    ) async throws(ProviderFailure) -> (TransportAnswer, StreamReader) {
        let start = ContinuousClock.now
        for _ in 0..<(mends ? Self.mostMendings : 0) {
            let left = limit.map { $0 - (ContinuousClock.now - start) }
            do throws(ProviderFailure) {
                return try await begin(call, within: left, hidesUsage: hidesUsage, keepsState: wantsStateBack)
            } catch {
                guard [400, 404].contains(error.answer?.status),
                    let mended = ResponsesMending.mended(call.body, after: error.error.message)
                else { throw error }
                call.body = mended.body
                call.losses += mended.losses.filter { !call.losses.contains($0) }
            }
        }
        let left = limit.map { $0 - (ContinuousClock.now - start) }
        return try await begin(call, within: left, hidesUsage: hidesUsage, keepsState: wantsStateBack)
    }

    /// What of a request cannot be said to this model, as ``forward(_:within:)`` sends it where it can, else as
    /// ``open(_:within:)`` does.
    ///
    /// - Throws: `unsupported` for what cannot be left out.
    public func losses(of request: DialectRequest, forwarding: Bool) throws(KapellError) -> [DialectLoss] {
        let call = try forwarding && canForward(request) ? forwarded(request) : translated(request)
        let known = Set(request.losses)
        return request.losses + call.losses.filter { !known.contains($0) }
    }

    private func translated(_ request: DialectRequest) throws(KapellError) -> ProviderCall {
        var outgoing = request
        outgoing.model = name
        var call = ProviderCall(
            try dialect.encodeRequest(outgoing), model: name, streams: request.streams, dialect: dialect.name)
        try prepare(&call)
        return call
    }

    private func forwarded(_ request: DialectRequest) throws(KapellError) -> ProviderCall {
        var call = ProviderCall(
            dialect.forward(request, to: name), model: name, streams: request.streams, dialect: dialect.name)
        ForwardedChat.adapt(&call, provider.kind.chatOptions)
        try prepare(&call)
        return call
    }
}
