import KapellCore
import KapellDialects
import KapellPolicy
import KapellProviders

/// An answer that has begun.
struct GatewayOpened: Sendable {
    /// How it comes.
    enum Form: Sendable {
        /// In the client's own dialect, to the byte.
        case passage(ProviderPassage)
        /// To be translated: what has come, and the rest.
        case events([ModelEvent], ModelEventStream)
    }

    var form: Form
    /// The model that answers.
    var backend: GatewayBackend
    /// Says how the answer ended; `nil` where the policy sees that by itself.
    var exchange: PolicyExchange<Form>?
}

extension GatewayRun {
    /// Asks the route's models until one begins to answer. Nothing has been sent to the client before that.
    func open() async throws -> GatewayOpened {
        if let continuation = route.continuation, call.streams { return try await openContinued(continuation) }
        let exchange = try await route.runner.open(
            targets: route.targets, request: call.request, onAttempt: note
        ) { [dialect] attempt -> GatewayOpened.Form in
            if let backend = attempt.target.backend as? GatewayBackend, let provider = backend.provider,
                provider.dialect.name == dialect.name
            {
                return .passage(try await backend.forward(provider))
            }
            let opened = try await OpenedStream.open(attempt.target.backend.stream(attempt.request))
            return .events(opened.head, opened.stream)
        }
        return GatewayOpened(form: exchange.answer, backend: backends[exchange.place], exchange: exchange)
    }

    /// A stream that may go on with another model is always translated.
    private func openContinued(_ continuation: ContinuationPolicy) async throws -> GatewayOpened {
        let policy = PolicyBackend(
            model: route.name, targets: route.targets, runner: route.runner, continuation: continuation)
        let opened = try await OpenedStream.open(policy.stream(call.request, onAttempt: note))
        return GatewayOpened(form: .events(opened.head, opened.stream), backend: backends[0], exchange: nil)
    }
}
