import KapellCore
import Synchronization

/// What the calls of one request have done to the world.
///
/// A call that is in doubt is looked into, and one that is to be taken back is undone, by a task of its own: so that it
/// happens once, whoever asks for it, and goes on when the request is cancelled. The task has a limit of time.
final class CallLedger: Sendable {
    /// A call that must be looked after.
    struct Entry: Sendable {
        var call: Transcript.ToolCall
        var box: ToolBox
        var key: String
        var effect: ToolBoxEffect
        /// Taken while the tool works on this try of the call.
        let running = AsyncGate()
        /// What it gave, once it is known to have happened.
        var content: PromptContent?

        var isDone: Bool { content != nil }

        func unsettled(_ state: UnsettledCall.State) -> UnsettledCall {
            UnsettledCall(call: call, tool: box.tool, idempotencyKey: key, state: state)
        }
    }

    /// What has come of looking after a call.
    enum Settlement: Sendable {
        case done(PromptContent)
        case notDone
        case unknown(any Error)
        case undoFailed(any Error)
    }

    private struct State: ~Copyable {
        /// In the order in which they began; one that is done goes to the end.
        var entries: [Entry] = []
        var settling: [String: Task<Settlement, Never>] = [:]
        var outputs: [String: Transcript.ToolOutput] = [:]
        /// Calls of plain tools that have begun and not ended, in order.
        var plain: [Entry] = []
        /// Calls of plain tools that failed after they had begun.
        var doubts: [UnsettledCall] = []
        var unsettled: [UnsettledCall] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let limit: Duration?
    private let grace: Duration
    private let clock: any Clock<Duration>

    init(_ policy: SessionPolicy) {
        limit = policy.settlementTimeout
        grace = policy.cancellationGrace
        clock = policy.clock
    }

    /// A call is about to be made.
    ///
    /// - Throws: `CancellationError` once the request has ended.
    func begin(_ entry: Entry) throws {
        try state.withLock { state in
            guard !state.isClosed else { throw CancellationError() }
            if case .undeclared = entry.effect { state.plain.append(entry) }
            guard entry.effect.isWatched else { return }
            state.entries.removeAll { $0.key == entry.key }
            state.settling[entry.key] = nil
            state.entries.append(entry)
        }
    }

    /// A call is known to have happened.
    func happened(_ key: String, _ content: PromptContent) {
        state.withLock { state in
            state.plain.removeAll { $0.key == key }
            guard let place = state.entries.firstIndex(where: { $0.key == key }) else { return }
            var entry = state.entries.remove(at: place)
            entry.content = content
            state.entries.append(entry)
        }
    }

    /// A call has left nothing in the world, or what it has left is somebody's to look at.
    func remove(_ key: String, leaving unsettled: UnsettledCall.State? = nil) {
        state.withLock { state in
            guard let place = state.entries.firstIndex(where: { $0.key == key }) else { return }
            let entry = state.entries.remove(at: place)
            guard let unsettled else { return }
            state.unsettled.append(entry.unsettled(unsettled))
        }
    }

    /// A call of a plain tool has failed. If it had begun, nobody knows what it has left in the world.
    func doubt(_ key: String, _ error: any Error) {
        state.withLock { state in
            guard let place = state.plain.firstIndex(where: { $0.key == key }) else { return }
            let entry = state.plain.remove(at: place)
            state.doubts.append(entry.unsettled(.unknown(error)))
        }
    }

    /// The calls of plain tools that are in doubt, each once. Those that have begun and not ended are among them: for
    /// when the request ends.
    func takeDoubts() -> [UnsettledCall] {
        state.withLock { state in
            defer {
                state.doubts = []
                state.plain = []
            }
            return state.doubts + state.plain.map { $0.unsettled(.unknown(CancellationError())) }
        }
    }

    /// Keeps what a model is to be told of a call.
    func keep(_ output: Transcript.ToolOutput) { state.withLock { $0.outputs[output.id] = output } }

    var outputs: [String: Transcript.ToolOutput] { state.withLock { $0.outputs } }
    var unsettled: [UnsettledCall] { state.withLock { $0.unsettled } }
    var entries: [Entry] { state.withLock { $0.entries } }

    /// No call begins after this. Whether no call has to be looked after.
    @discardableResult
    func close() -> Bool {
        state.withLock { state in
            state.isClosed = true
            return state.entries.isEmpty
        }
    }

    /// Looks into a call that is in doubt, or takes one back. `nil` for a call that never began.
    func settle(_ key: String) async -> Settlement? {
        let task = state.withLock { state -> Task<Settlement, Never>? in
            if let task = state.settling[key] { return task }
            guard let entry = state.entries.first(where: { $0.key == key }) else { return nil }
            // Not a child: it is waited for, but must not be cancelled with the request.
            let task = Task { await self.settlement(of: entry) }
            state.settling[key] = task
            return task
        }
        return await task?.value
    }

    private func settlement(of entry: Entry) async -> Settlement {
        // A call that was cancelled, or took too long, may still be at work: it should not be looked after meanwhile.
        try? await Race.run(limit: grace, clock: clock) { try await entry.running.run {} }
        let content = state.withLock { state in state.entries.first { $0.key == entry.key }?.content }
        if case .once = entry.effect, let content { return .done(content) }
        return await Self.settle(entry, limit, clock)
    }

    private static func settle(_ entry: Entry, _ limit: Duration?, _ clock: any Clock<Duration>) async -> Settlement {
        let arguments = entry.call.arguments
        let name = entry.call.toolName
        switch entry.effect {
        case .undeclared, .repeatable: return .notDone
        case .once(let reconcile):
            do {
                switch try await Race.run(limit: limit, clock: clock, { try await reconcile(arguments, entry.key) }) {
                case .done(let content): return .done(content)
                case .notDone: return .notDone
                case .unknown:
                    return .unknown(
                        KapellError(
                            .conflict, "It is not known whether the call of \(name) happened.",
                            remedy: "Look it up under the key \(entry.key) before it is made again."))
                }
            } catch {
                return .unknown(named(error, "`reconcile` of \(name)", limit))
            }
        case .compensable(let undo):
            do {
                try await Race.run(limit: limit, clock: clock) { try await undo(arguments, entry.key) }
                return .notDone
            } catch {
                return .undoFailed(named(error, "`undo` of \(name)", limit))
            }
        }
    }

    private static func named(_ error: any Error, _ what: String, _ limit: Duration?) -> any Error {
        guard error is TimeIsUp else { return error }
        return KapellError(
            .timeout, "\(what) took longer than \(limit ?? .zero).",
            remedy: "Raise `policy.settlementTimeout`, or make it end sooner.")
    }
}
