import KapellCore
import KapellDialects
import KapellJSON
import Synchronization

/// Reads one answer event by event: the bytes as they came, and what they mean. One task reads at a time.
final class StreamReader: Sendable {
    /// One or more events of the wire.
    struct Piece: Sendable {
        var bytes: [UInt8]
        var events: [ModelEvent]
        /// Of a whole answer.
        var answerID: String?
    }

    private struct State {
        var decoder: (any DialectEventDecoder)?
        var cutter: StreamCutter
        var ready: [Piece] = []
        var next = 0
        var failure: ProviderFailure?
        var outcome = ProviderOutcome()
        var wrote = false
    }

    private let body: TransportBody?
    private var call: UpstreamCall? { body?.call }
    private let redactor: Redactor
    private let hidesUsage: Bool
    /// The events of an answer that came whole; `nil` for a stream.
    let wholeEvents: [ModelEvent]?
    private let state: Mutex<State>

    /// - Parameters:
    ///   - hidesUsage: whether OpenAI's extra chunk with the usage is kept from the bytes.
    ///   - keepsState: whether ``ProviderOutcome/state`` is gathered.
    init(
        _ body: TransportBody, _ dialect: any Dialect, _ redactor: Redactor, hidesUsage: Bool, keepsState: Bool
    ) {
        self.body = body
        self.redactor = redactor
        self.hidesUsage = hidesUsage
        wholeEvents = nil
        var outcome = ProviderOutcome()
        if keepsState { outcome.state = ModelResponse() }
        state = Mutex(
            State(decoder: dialect.eventDecoder(), cutter: StreamCutter(dialect.name), outcome: outcome))
    }

    /// An answer that came whole.
    init(whole piece: Piece, keepsState: Bool) {
        body = nil
        redactor = Redactor(.none)
        hidesUsage = false
        wholeEvents = piece.events
        var outcome = ProviderOutcome()
        if keepsState { outcome.state = ModelResponse() }
        for event in piece.events { outcome.note(event) }
        outcome.answerID = piece.answerID
        outcome.hasEnded = true
        state = Mutex(State(decoder: nil, cutter: StreamCutter(.lines), ready: [piece], outcome: outcome))
    }

    var outcome: ProviderOutcome { state.withLock { $0.outcome } }

    /// Reads until the answer's first piece is there, so that what fails before it can be tried elsewhere.
    func begin() async throws(ProviderFailure) {
        while !state.withLock({ $0.wrote || $0.decoder == nil }) { try await read() }
        let early = state.withLock { state -> ProviderFailure? in state.wrote ? nil : state.failure }
        if let early { throw early }
    }

    /// The next piece; `nil` after the last one. What came before a failure comes before it is thrown.
    func next() async throws(ProviderFailure) -> Piece? {
        while true {
            let (piece, failure, isOver) = state.withLock { state -> (Piece?, ProviderFailure?, Bool) in
                if state.next < state.ready.count {
                    let piece = state.ready[state.next]
                    state.next += 1
                    if state.next == state.ready.count { (state.ready, state.next) = ([], 0) }
                    return (piece, nil, false)
                }
                return (nil, state.failure, state.decoder == nil)
            }
            if let piece { return piece }
            if let failure { throw failure }
            if isOver { return nil }
            try await read()
        }
    }

    /// The reader has gone: what is known stays as it is.
    func leave() {
        guard let call else { return }
        call.abandon()
        state.withLock { state in
            guard !state.outcome.hasEnded else { return }
            let error = KapellError(.cancelled, "The request to \(call.host) was cancelled.")
            end(&state, ProviderFailure(error, mayHaveBeenBilled: true, reachedProvider: true))
        }
    }

    // MARK: Reading

    private func read() async throws(ProviderFailure) {
        guard let call else { return }
        var bytes: [UInt8]?
        var broken: ProviderFailure?
        do throws(ProviderFailure) { bytes = try await call.next() } catch { broken = error }
        let (isWhole, hasPieces) = state.withLock { state -> (Bool, Bool) in
            guard state.decoder != nil else { return (true, false) }
            let before = state.ready.count
            if let bytes { take(bytes, &state) } else { finish(&state, broken) }
            let new = state.ready[before...].contains { $0.events.contains(where: \.isPiece) }
            if new { state.wrote = true }
            return (state.decoder == nil, new)
        }
        if isWhole {
            if state.withLock({ $0.failure == nil }) { call.release() } else { call.abandon() }
        } else if hasPieces {
            call.noteToken()
        }
    }

    private func take(_ bytes: [UInt8], _ state: inout State) {
        for event in state.cutter.take(bytes) {
            guard decode(event, &state) else { return }
        }
        guard state.cutter.heldCount <= DialectLimits.event else {
            let error = KapellError(.model, "\(call?.host ?? "") sends an event that is too large.")
            return end(&state, ProviderFailure(error, mayHaveBeenBilled: true, reachedProvider: true))
        }
    }

    /// Decodes whole events; false where the stream is over with them.
    private func decode(_ bytes: [UInt8], _ state: inout State) -> Bool {
        guard !bytes.isEmpty else { return true }
        do throws(KapellError) {
            let events = try state.decoder?.decode(bytes) ?? []
            let isHidden = hidesUsage && OpenAIUsageChunk.isOne(bytes)
            add(Piece(bytes: isHidden ? [] : bytes, events: events), &state)
            guard state.outcome.finishReason == nil else {
                end(&state, nil)
                return false
            }
            if let failure = state.decoder?.failure { throw failure }
            return true
        } catch {
            end(&state, failure(error, state))
            return false
        }
    }

    /// The bytes have ended, well or not. A broken connection after the reason of the end is no loss.
    private func finish(_ state: inout State, _ broken: ProviderFailure?) {
        if let broken, broken.error.code != .network { return end(&state, broken) }
        let rest = broken == nil ? state.cutter.rest() : []
        do throws(KapellError) {
            var events = rest.isEmpty ? [] : try state.decoder?.decode(rest) ?? []
            if !events.contains(where: \.isEnd) { events += try state.decoder?.finish() ?? [] }
            guard events.contains(where: \.isEnd) else { throw .cutStream() }
            add(Piece(bytes: rest, events: events), &state)
            end(&state, nil)
        } catch {
            end(&state, broken ?? failure(error, state))
        }
    }

    /// An error within a stream. One that the provider reports before it wrote anything is a refusal; a stream that is
    /// cut or cannot be read is none.
    private func failure(_ error: KapellError, _ state: State) -> ProviderFailure {
        let isRefusal =
            !state.wrote && state.outcome.writtenBytes == 0 && error.code != .model && error.code != .network
        return ProviderFailure(
            redactor.redacted(error), mayHaveBeenBilled: !isRefusal, reachedProvider: true)
    }

    private func add(_ piece: Piece, _ state: inout State) {
        guard !piece.bytes.isEmpty || !piece.events.isEmpty else { return }
        for event in piece.events { state.outcome.note(event) }
        state.ready.append(piece)
    }

    private func end(_ state: inout State, _ failure: ProviderFailure?) {
        state.outcome.answerID = state.decoder?.answerID
        state.decoder = nil
        state.failure = failure
        state.outcome.failure = failure
        state.outcome.hasEnded = true
    }
}

extension ModelEvent {
    var isEnd: Bool {
        if case .finished = self { return true }
        return false
    }
}
