import KapellCore
import KapellDialects
import KapellPolicy
import KapellProviders
import Synchronization

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
    /// The models that answer.
    let writers: GatewayWriters
    /// Says how the answer ended; `nil` where the policy sees that by itself.
    var exchange: PolicyExchange<Form>?
    /// Gives up an answer that the policy sees to, where nobody pulls its events any more.
    var abandon: (@Sendable () -> Void)?

    /// The model that answers at present.
    var backend: GatewayBackend { writers.last }
}

/// Which models wrote an answer, in their order: more than one where a text that was cut was continued.
final class GatewayWriters: Sendable {
    private let backends: Mutex<[GatewayBackend]>
    private let standard: GatewayBackend

    /// - Parameter standard: stands for the writer as long as none has begun.
    init(standard: GatewayBackend) {
        self.standard = standard
        backends = Mutex([])
    }

    func add(_ backend: GatewayBackend) { backends.withLock { $0.append(backend) } }

    var all: [GatewayBackend] {
        let all = backends.withLock { $0 }
        return all.isEmpty ? [standard] : all
    }

    var last: GatewayBackend { backends.withLock { $0.last } ?? standard }

    /// Their names, `provider/model` each.
    var models: String { all.map(\.model).joined(separator: ", ") }

    /// How many messages got back what the client had dropped.
    var restored: Int { all.map(\.restored).max() ?? 0 }

    /// What each of them was not told, once.
    var losses: [DialectLoss] {
        var known: Set<DialectLoss> = []
        return all.flatMap(\.losses).filter { known.insert($0).inserted }
    }
}

extension GatewayRun {
    /// Asks the route's models until one begins to answer. Nothing has been sent to the client before that.
    func open() async throws -> GatewayOpened {
        if let continuation = route.continuation, call.streams { return try await openContinued(continuation) }
        let exchange = try await route.runner.open(
            targets: route.targets, request: call.request, onAttempt: account.note
        ) { [dialect, call] attempt -> GatewayOpened.Form in
            if let backend = attempt.target.backend as? GatewayBackend, let provider = backend.provider,
                provider.dialect.name == dialect.name,
                !call.streams || provider.dialect.streamContentType == dialect.streamContentType
            {
                let passage = try await backend.forward(provider)
                guard call.streams, let events = passage.wholeEvents else { return .passage(passage) }
                // The server does not stream: its answer is written as the stream that the client waits for.
                return .events(events, ModelEventStream { $0.finish() })
            }
            let opened = try await OpenedStream.open(attempt.target.backend.stream(attempt.request))
            return .events(opened.head, opened.stream)
        }
        exchange.answer.note(in: exchange)
        return GatewayOpened(
            form: exchange.answer, writers: GatewayWriters(standard: backends[exchange.place]), exchange: exchange)
    }

    /// A stream that may go on with another model is always translated.
    private func openContinued(_ continuation: ContinuationPolicy) async throws -> GatewayOpened {
        let policy = PolicyBackend(
            model: route.name, targets: route.targets, runner: route.runner, continuation: continuation)
        let writers = GatewayWriters(standard: backends[0])
        let answer = policy.answer(call.request, onAttempt: account.note) { [backends] in writers.add(backends[$0]) }
        let opened = try await OpenedStream.open(answer.events)
        return GatewayOpened(
            form: .events(opened.head, opened.stream), writers: writers, exchange: nil, abandon: answer.abandon)
    }
}
