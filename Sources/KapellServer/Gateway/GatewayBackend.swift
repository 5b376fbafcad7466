import KapellCore
import KapellDialects
import KapellJSON
import KapellLocal
import KapellPolicy
import KapellProviders
import Synchronization

/// A model as one request of the gateway sees it: it goes with what the client sent and `ModelRequest` does not hold.
final class GatewayBackend: ModelBackend {
    let upstream: any ModelBackend
    private let call: DialectRequest
    private let isStrict: Bool
    private let states: OpaqueStateStore
    private let state = Mutex(State())

    private struct State {
        var losses: [DialectLoss] = []
        var headers: [String: String] = [:]
        var refusal: ProviderAnswer?
        var restored = 0
        /// The answer that is being read, where it is translated.
        var exchange: ProviderExchange?
        /// The name of one that came whole.
        var wholeID: String?
    }

    /// - Parameter isStrict: whether a request that loses a field is refused.
    init(_ upstream: any ModelBackend, for call: DialectRequest, isStrict: Bool, states: OpaqueStateStore) {
        self.upstream = upstream
        self.call = call
        self.isStrict = isStrict
        self.states = states
    }

    var model: String { upstream.model }
    var features: ModelFeatures { upstream.features }
    var provider: ProviderModel? { upstream as? ProviderModel }

    /// What the last request to it lost.
    var losses: [DialectLoss] { state.withLock { $0.losses } }
    /// How many messages of the last request to it got back what the client had dropped.
    var restored: Int { state.withLock { $0.restored } }
    /// The name under which the provider keeps the answer that was translated, where it does.
    var answerID: String? {
        let (exchange, whole) = state.withLock { ($0.exchange, $0.wholeID) }
        return exchange?.outcome.answerID ?? whole
    }
    /// Fields of the header of its last answer that are worth handing on.
    var headers: [String: String] { state.withLock { $0.headers } }

    /// Statuses that tell what is wrong with a request. Those that concern the provider's key or its state are ours to
    /// tell.
    private static let faultsOfRequests: Set<Int> = [400, 404, 409, 413, 415, 422]

    /// What the provider said to the last request to it, where it found fault with it in words that a client of
    /// `dialect` reads: with fields that an error of ours does not have.
    ///
    /// - Parameter failure: what it comes down to.
    func refusal(in dialect: DialectName, of failure: KapellError) -> ProviderAnswer? {
        // Bedrock's errors have a field of the header that says which they are.
        guard provider?.dialect.name == dialect, dialect != .bedrockConverse, dialect != .bedrockInvoke,
            let answer = state.withLock({ $0.refusal }),
            Self.faultsOfRequests.contains(answer.status), (try? JSONValue(parsing: answer.body))?.objectValue != nil
        else { return nil }
        // Programs cut their prompt and ask again where they see what the dialect's own host says then. Other servers of
        // the dialect may have words of their own for it.
        if failure.code == .contextWindow, let mark = Self.windowMarks[dialect],
            !String(decoding: answer.body, as: UTF8.self).contains(mark)
        {
            return nil
        }
        return answer
    }

    private static let windowMarks: [DialectName: String] = [
        .openAIChat: "\"context_length_exceeded\"", .openAIResponses: "\"context_length_exceeded\"",
        .anthropic: "prompt is too long",
    ]

    func prewarm() async throws { try await upstream.prewarm() }

    func countTokens(_ text: String) async throws -> Int { try await upstream.countTokens(text) }

    func stream(_ request: ModelRequest) -> ModelEventStream {
        guard let provider else {
            do {
                try request.requireSupport(in: features, of: model)
                try LocalLosses.check(call, for: model, known: knownFields)
                try refuseLosses()
            } catch {
                return ModelEventStream { $0.finish(throwing: error) }
            }
            state.withLock { $0.losses = LocalLosses.of(call, known: knownFields) }
            var request = request
            request.extras = LocalLosses.extras(of: call, known: knownFields)
            return upstream.stream(request)
        }
        let opened = Mutex<PulledSequence<ProviderEvents>?>(nil)
        return ModelEventStream(unfolding: { [self] in
            do {
                if let events = opened.withLock({ $0 }) { return try await events.next() }
                let events = PulledSequence(try await open(provider, request))
                opened.withLock { $0 = events }
                return try await events.next()
            } catch let failure as ProviderFailure {
                throw opened.withLock { $0 == nil } ? AttemptFailure(failure) : failure.error
            }
        })
    }

    private func open(_ provider: ProviderModel, _ request: ModelRequest) async throws -> ProviderEvents {
        try refuseLosses()
        let exchange: ProviderExchange
        let (asked, restored) = prepared(request, for: provider)
        do throws(ProviderFailure) {
            exchange = try await provider.open(asked)
        } catch {
            state.withLock { $0.refusal = error.answer }
            throw error
        }
        state.withLock {
            $0.losses = exchange.losses
            $0.restored = restored
            $0.exchange = exchange
            $0.headers = exchange.metadata.headers
        }
        return exchange.events
    }

    /// Sends the request on in its own dialect.
    func forward(_ provider: ProviderModel) async throws(AttemptFailure) -> ProviderPassage {
        do { try refuseLosses(forwarding: true) } catch { throw AttemptFailure(wrapping: error) }
        let passage: ProviderPassage
        do throws(ProviderFailure) {
            passage = try await provider.forward(prepared(call.request, for: provider).call, mends: !isStrict)
        } catch {
            state.withLock { $0.refusal = error.answer }
            throw AttemptFailure(error)
        }
        state.withLock {
            $0.losses = passage.losses
            $0.restored = passage.restored
            if passage.wholeEvents != nil { $0.wholeID = passage.outcome.answerID }
            $0.headers = passage.metadata.headers
        }
        return passage
    }

    private func prepared(
        _ request: ModelRequest, for provider: ProviderModel
    ) -> (call: DialectRequest, restored: Int) {
        var call = call
        call.request = request
        let restored = states.restore(&call.request, in: scope)
        return (call, restored)
    }

    /// Keeps what the provider wants back with the next request, of an answer that passed through.
    func record(_ outcome: ProviderOutcome) {
        // Texts are not gathered: only calls find it again.
        guard let response = outcome.state, !response.toolCalls.isEmpty else { return }
        record(response)
    }

    /// Keeps what the provider wants back with the next request.
    func record(_ response: ModelResponse) {
        guard provider != nil else { return }
        states.record(response, to: call.request, in: scope)
    }

    /// Fields beside those of every request that the model of this process knows.
    private var knownFields: Set<String> {
        upstream is LocalChatModel ? LocalRequestFields.names.subtracting(["logprobs", "top_logprobs"]) : []
    }

    private var scope: OpaqueStateScope {
        OpaqueStateScope(tenant: "", provider: provider?.dialect.name.rawValue ?? "local", model: model)
    }

    /// - Throws: `unsupported` in strict mode, before anything is sent, where a field would be lost.
    private func refuseLosses(forwarding: Bool = false) throws {
        guard isStrict else { return }
        let losses =
            try provider.map { try $0.losses(of: call, forwarding: forwarding) }
            ?? LocalLosses.of(call, known: knownFields)
        guard !losses.isEmpty else { return }
        throw KapellError.losing(losses, with: model)
    }
}

extension KapellError {
    /// What strict mode refuses.
    static func losing(_ losses: [DialectLoss], with model: String) -> KapellError {
        KapellError(
            .unsupported, "\(model) cannot be asked this in full: \(GatewayHeaders.text(of: losses)).",
            remedy: "Leave these fields out, name a model that knows them, or allow losses.")
    }
}

extension AttemptFailure {
    init(_ failure: ProviderFailure) { self.init(failure.error, mayBeBilled: failure.mayHaveBeenBilled) }
}
