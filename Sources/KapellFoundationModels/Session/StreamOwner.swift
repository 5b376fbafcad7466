import KapellCore

/// Runs a streamed request for as long as someone holds its stream or iterates over it. When nobody does, the request
/// is cancelled, and the session is free at once, or as soon as its calls are settled.
final class StreamOwner: Sendable {
    let log: TurnLog
    private let turn: Turn?
    private let task: Task<Void, Never>?

    init(_ turn: Turn, _ log: TurnLog) {
        self.log = log
        self.turn = turn
        // Owned by this object, which cancels it when it goes.
        task = Task {
            do {
                let outcome = try await turn.run()
                log.end(.success(outcome))
            } catch {
                log.end(.failure(error))
            }
        }
    }

    /// A request that never began.
    init(_ log: TurnLog) {
        self.log = log
        turn = nil
        task = nil
    }

    deinit { cancel() }

    /// Ends the request where it runs. Calls that must be looked after keep the session busy until they are.
    func cancel() {
        task?.cancel()
        guard let turn else { return log.end(.failure(CancellationError())) }
        turn.spend()
        guard turn.ledger.close() else { return }
        let doubts = turn.takeDoubts()
        turn.session.fail(
            turn.opening.number, partial: turn.partial, keeps: turn.errorPolicy.map { $0 == .preserveTranscript },
            outputs: turn.ledger.outputs, unsettled: doubts)
        log.end(.failure(CancellationError()))
    }

    /// Waits until the request has ended, also when the task that waits is cancelled.
    nonisolated(nonsending) func ended() async { await task?.value }
}
