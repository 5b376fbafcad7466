import KapellCore

/// Runs a streamed request for as long as someone holds its stream or iterates over it. When nobody does, the request
/// is cancelled, and the session is free at once.
final class StreamOwner: Sendable {
    let log: TurnLog
    private let session: LanguageModelSession?
    private let number: Int
    private let task: Task<Void, Never>?

    init(
        _ session: LanguageModelSession, _ request: TurnRequest, _ opening: LanguageModelSession.Opening, _ log: TurnLog
    ) {
        self.log = log
        self.session = session
        number = opening.number
        // Owned by this object, which cancels it when it goes.
        task = Task {
            do {
                let outcome = try await session.run(request, opening, log: log)
                log.end(.success(outcome))
            } catch {
                log.end(.failure(error))
            }
        }
    }

    /// A request that never began.
    init(_ log: TurnLog) {
        self.log = log
        session = nil
        number = 0
        task = nil
    }

    deinit { cancel() }

    /// Ends the request where it runs.
    func cancel() {
        task?.cancel()
        session?.fail(number)
        log.end(.failure(CancellationError()))
    }
}
