import KapellCore
import KapellJSON
import Synchronization

/// The lease of a run that is driven, in a journal that has leases.
extension RunLog {
    /// Writes events as the one who has the lease; it ends with the run's pause or end.
    func put(_ entries: [RunRecord.Entry], _ journal: any Journal) async throws {
        guard let lease, let leased = journal as? any LeasedJournal else { return try await journal.append(entries) }
        let isOver = entries.last.map { $0.event.type == .runPaused || $0.event.type == .runFinished } ?? false
        let change: LeaseChange =
            if entries.first?.event.sequence == 0 {
                .begun(for: isOver ? .zero : term)
            } else if isOver {
                .released
            } else if entries.contains(where: { $0.event.type == .runResumed }) {
                .renewed(for: term)
            } else {
                .kept
            }
        try await leased.append(entries, under: lease, change)
        state.withLock { $0.isReleased = isOver }
    }

    /// Keeps the lease until the task is cancelled, and looks whether the run is to be cancelled. Without a lease it
    /// returns at once.
    ///
    /// - Parameter stop: ends the nodes that run, when another process has the run or somebody has cancelled it.
    func keepLease(_ clock: any Clock<Duration>, stop: @Sendable () -> Void) async {
        guard let lease, let leased = journal as? any LeasedJournal else { return }
        var lastKept = ContinuousClock.now
        var pause = term / 3
        while (try? await clock.sleep(for: pause)) != nil {
            guard state.withLock({ $0.isBegun }) else { continue }
            do {
                let isKept = Mutex(true)
                // Not between the end of the run and its last event.
                try await gate.run { [self] in
                    guard state.withLock({ !$0.isReleased }) else { return }
                    let renewed = try await leased.renew(lease, for: term)
                    isKept.withLock { $0 = renewed }
                }
                guard isKept.withLock({ $0 }) else {
                    close(lease.lost)
                    return stop()
                }
                lastKept = ContinuousClock.now
                pause = term / 3
                if try await leased.lastEvent(of: run, types: [.runCancel]) != nil {
                    state.withLock { $0.memory.isCancelRequested = true }
                    return stop()
                }
            } catch is CancellationError {
                return
            } catch {
                // The journal is away. When the lease is over, others may have the run.
                pause = min(term / 10, .seconds(1))
                guard ContinuousClock.now - lastKept < term else {
                    close(KapellError.wrapping(error))
                    return stop()
                }
            }
        }
    }

    /// Gives the run back at once, so that the next process need not wait until the lease is over.
    func release() async {
        guard let lease, let leased = journal as? any LeasedJournal, state.withLock({ $0.isBegun }) else { return }
        // Where the journal is away, the lease ends by itself.
        try? await leased.release(lease)
    }
}
