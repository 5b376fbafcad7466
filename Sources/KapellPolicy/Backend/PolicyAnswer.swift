import KapellCore
import Synchronization

/// One answer of a ``PolicyBackend``, pulled event by event by the one who reads it: it needs no task of its own.
final class PolicyAnswer: Sendable {
    private let backend: PolicyBackend
    private let request: ModelRequest
    private let run: PolicyRun
    private let onAnswer: (@Sendable (Int) -> Void)?
    private let state = Mutex(State())

    private struct State {
        var exchange: PolicyExchange<OpenedStream>?
        /// Events that have come and were not yet handed on.
        var pending: ArraySlice<ModelEvent> = []
        var isOver = false
        /// The text so far, kept only where it may be continued.
        var text = ""
        var hasToolCalls = false
        /// The usage of the attempts before this one.
        var before = ModelUsage()
        var usage: ModelUsage?
        /// Bytes that the model of the moment has written.
        var written = 0
        var continued = 0
    }

    private enum Step {
        case open
        case hand(ModelEvent)
        case last(ModelEvent, PolicyExchange<OpenedStream>?, ModelUsage?)
        case read(PolicyExchange<OpenedStream>)
        case end
    }

    init(
        _ backend: PolicyBackend, _ request: ModelRequest, run: PolicyRun, onAnswer: (@Sendable (Int) -> Void)?
    ) {
        self.backend = backend
        self.request = request
        self.run = run
        self.onAnswer = onAnswer
    }

    /// The next event; `nil` after the last.
    func next() async throws -> ModelEvent? {
        while true {
            switch state.withLock({ step(&$0) }) {
            case .end: return nil
            case .hand(let event): return event
            case .last(let event, let exchange, let usage):
                if usage == nil { exchange?.note(writtenBytes: state.withLock { $0.written }) }
                exchange?.finish(usage: usage)
                return event
            case .open: try await open()
            case .read(let exchange):
                do {
                    guard let event = try await exchange.answer.next() else {
                        if Task.isCancelled { throw KapellError.gone }
                        throw KapellError.cut
                    }
                    state.withLock { $0.pending.append(event) }
                } catch {
                    try await recover(from: KapellError.wrapping(error), exchange)
                }
            }
        }
    }

    /// Nobody pulls the events any more.
    func abandon() {
        let (exchange, usage, written) = state.withLock { state in
            defer {
                state.exchange = nil
                state.pending = []
                state.isOver = true
            }
            return (state.exchange, state.usage, state.written)
        }
        exchange?.note(writtenBytes: written)
        exchange?.cancel(usage: usage)
    }

    private func step(_ state: inout State) -> Step {
        guard let event = state.pending.popFirst() else {
            if state.isOver { return .end }
            return state.exchange.map { .read($0) } ?? .open
        }
        guard case .finished = event else { return .hand(take(event, &state)) }
        defer {
            state.exchange = nil
            state.pending = []
            state.isOver = true
        }
        return .last(event, state.exchange, state.usage)
    }

    /// Keeps account of an event before it is handed on.
    private func take(_ event: ModelEvent, _ state: inout State) -> ModelEvent {
        state.written = state.written.clampedAdding(event.writtenBytes)
        switch event {
        case .text(let piece): if backend.continuation != nil { state.text += piece }
        case .toolArguments, .signature(_, toolCall: .some): state.hasToolCalls = true
        case .usage(let total):
            state.usage = total
            state.exchange?.note(total)
            return .usage(state.before + total)
        case .reasoning, .signature, .finished: break
        }
        return event
    }

    private func open() async throws {
        do {
            begin(try await run.open(backend.targets, from: 0, request: request) { try await OpenedStream.open($0) })
        } catch {
            state.withLock { $0.isOver = true }
            throw error
        }
    }

    private func begin(_ exchange: PolicyExchange<OpenedStream>) {
        onAnswer?(exchange.place)
        state.withLock { state in
            state.exchange = exchange
            state.pending = exchange.answer.head[...]
            state.usage = nil
            state.written = 0
        }
    }

    /// Continues the text on another model, or throws.
    private func recover(from error: KapellError, _ exchange: PolicyExchange<OpenedStream>) async throws {
        let isGone = Task.isCancelled
        let (next, usage, written) = state.withLock { state -> (ModelRequest?, ModelUsage?, Int) in
            state.exchange = nil
            state.isOver = true
            let (usage, written) = (state.usage, state.written)
            return (isGone ? nil : continuation(after: error, &state), usage, written)
        }
        exchange.note(writtenBytes: written)
        if isGone { exchange.cancel(usage: usage) } else { exchange.fail(error, usage: usage) }
        guard !isGone else { throw KapellError.gone }
        guard let next else { throw error }
        let opened: PolicyExchange<OpenedStream>
        do {
            opened = try await run.open(
                backend.targets, from: exchange.place + 1, request: next, continuing: true
            ) { try await OpenedStream.open($0) }
        } catch _ where Task.isCancelled {
            throw KapellError.gone
        } catch _ {
            throw error
        }
        begin(opened)
        state.withLock { $0.isOver = false }
    }

    /// The request that goes on with the text; `nil` where that is not allowed.
    private func continuation(after error: KapellError, _ state: inout State) -> ModelRequest? {
        guard let policy = backend.continuation, state.continued < policy.times, !state.hasToolCalls,
            !state.text.isEmpty, policy.allows(error, request)
        else { return nil }
        state.continued += 1
        state.before += state.usage ?? ModelUsage()
        return policy.request(after: state.text, written: state.before.outputTokens, of: request)
    }
}
