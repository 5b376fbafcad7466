public import KapellCore
import Synchronization

extension WorkflowRunner {
    /// Removes a run with all that it held.
    ///
    /// - Returns: false when there is none.
    /// - Throws: `.conflict` while a process drives it; what the journal throws.
    @discardableResult
    public func erase(_ run: RunID) async throws -> Bool {
        let journal = try needJournal()
        guard active.withLock({ $0[run] == nil }) else { throw underWay(run) }
        guard let leased = journal as? any LeasedJournal else { return try await journal.erase(run) }
        guard try await leased.lastEvent(of: run, types: [.runStarted]) != nil else {
            return try await leased.erase(run)
        }
        // So that no worker takes it meanwhile.
        let (_, isMine) = try await leased.acquire(run, owner: owner, for: limits.lease, breaking: false)
        guard isMine else { throw underWay(run) }
        return try await leased.erase(run)
    }

    /// Removes all runs about a person or thing, with their forks: those that were begun with it as `about`, in whatever
    /// scope and of whatever workflow.
    ///
    /// - Returns: the runs that were removed.
    /// - Throws: `.conflict` while a process drives one of them; those before it are gone then.
    @discardableResult
    public func erase(about subject: String) async throws -> [RunID] {
        var erased: [RunID] = []
        for run in try await needJournal().runs(about: subject) where try await erase(run.id) { erased.append(run.id) }
        return erased
    }

    private func underWay(_ run: RunID) -> KapellError {
        KapellError(.conflict, "The run \(run) is under way.", remedy: "Cancel it first.")
    }
}
