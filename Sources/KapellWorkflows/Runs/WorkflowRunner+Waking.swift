public import KapellCore
import Synchronization

extension WorkflowRunner {
    /// Goes on with every run whose time has come, or to which something came that it waits for.
    ///
    /// The journal finds them by time: of runs that sleep on nothing is read. A run that cannot be resumed does not hold up
    /// the others. A ``WorkflowWorker`` does this by itself, many runs at a time.
    ///
    /// - Parameters:
    ///   - limit: how many runs to go on with.
    ///   - adopting: also with runs that are said to be running: you know that no other process drives any, as when the
    ///     one process that does has just begun.
    /// - Returns: how each stands now; those that were refused are in the second list, with the reason.
    public func wake(
        limit: Int = .max, adopting: Bool = false
    ) async throws -> (outcomes: [WorkflowOutcome], refused: [(run: RunID, error: KapellError)]) {
        let journal = try needJournal()
        var ready: [RunID] = []
        if adopting {
            try await eachOpen { run in
                if run.status == .running { ready.append(run.id) }
                return ready.count < limit
            }
        }
        ready += try await journal.dueRuns(filter, until: now(), limit: limit - ready.count).map(\.id)
        var outcomes: [WorkflowOutcome] = []
        var refused: [(run: RunID, error: KapellError)] = []
        for run in ready where active.withLock({ $0[run] == nil }) {
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

    /// When the next run wants to go on by itself, also a moment that is past; `nil` when none does.
    public func nextWake() async throws -> Timestamp? {
        try await needJournal().nextDue(filter).map { Timestamp(nanoseconds: $0) }
    }
}
