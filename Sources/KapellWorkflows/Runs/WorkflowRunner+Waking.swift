public import KapellCore
import Synchronization

extension WorkflowRunner {
    /// Goes on with every run whose time has come, or to which something came that it waits for.
    ///
    /// It reads of each run only how it stands, and takes no memory for those that sleep on. A run that cannot be resumed
    /// does not hold up the others.
    ///
    /// - Parameters:
    ///   - limit: how many runs to go on with.
    ///   - adopting: also with runs that are said to be running: you know that no other process drives any, as when the
    ///     one process that does has just begun.
    /// - Returns: how each stands now; those that were refused are in the second list, with the reason.
    public func wake(
        limit: Int = .max, adopting: Bool = false
    ) async throws -> (outcomes: [WorkflowOutcome], refused: [(run: RunID, error: KapellError)]) {
        var ready: [RunID] = []
        try await eachOpen { run in
            if try await isReady(run, adopting) { ready.append(run) }
            return ready.count < limit
        }
        var outcomes: [WorkflowOutcome] = []
        var refused: [(run: RunID, error: KapellError)] = []
        for run in ready {
            do {
                outcomes.append(try await resume(run, adopting: adopting))
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                refused.append((run, KapellError.wrapping(error)))
            }
        }
        return (outcomes, refused)
    }

    /// When the next run wakes by itself; `nil` when none does.
    public func nextWake() async throws -> Timestamp? {
        var next: Int64?
        try await eachOpen { run in
            if let until = try await pause(of: run)?.until { next = min(next ?? until, until) }
            return true
        }
        return next.map { Timestamp(nanoseconds: $0) }
    }

    private static let standing: Set<EventType> = [.runStarted, .workflowResumed, .workflowPaused, .runFinished]
    private static let news: Set<EventType> = [.workflowAnswer, .workflowEvent, .workflowCancel]

    private func pause(of run: RunID) async throws -> (until: Int64?, sequence: Int)? {
        let journal = try needJournal()
        guard let event = try await journal.lastEvent(of: run, types: Self.standing),
            case .paused(let pause)? = try Record(event)
        else { return nil }
        return (pause.until, event.sequence)
    }

    private func isReady(_ run: RunID, _ adopting: Bool) async throws -> Bool {
        if active.withLock({ $0[run] != nil }) { return false }
        guard let pause = try await pause(of: run) else { return adopting }
        if let until = pause.until, until <= now() { return true }
        let news = try await needJournal().lastEvent(of: run, types: Self.news)
        return (news?.sequence ?? -1) > pause.sequence
    }
}
