public import KapellCore
import KapellJSON

extension WorkflowRunner {
    /// Plays a recorded run on today's workflow, with the results of effects and the answers that it had then.
    ///
    /// Nothing is done, asked or written, so that it costs nothing, and comes out the same each time, as long as the code of
    /// the nodes depends on their state, effects and answers only. Each step begins with the recorded state before it. The
    /// run is read piece by piece, however long it is.
    ///
    /// - Throws: `.notFound` for a run that is not there, or whose workflow the runner does not have; `.corrupt` and
    ///   `.unsupported` when its journal cannot be read; `CancellationError`.
    public func replay(_ run: RunID) async throws -> ReplayReport {
        let journal = try needJournal()
        let reader = RunReader(journal: journal, run: run)
        let start = try await reader.start()
        let workflow = try workflow(named: start.workflow)
        var replay = Replay(runner: self, workflow: workflow, run: run)
        try await eachRecord(of: run, journal) { record, event in
            if let report = try await replay.take(record, at: event) {
                replay.report = report
                return false
            }
            return true
        }
        if let report = replay.report { return report }
        return try await replay.end()
    }

    /// Calls `body` with each record of a run and its number, read piece by piece, until it says false.
    ///
    /// - Throws: `.corrupt` where an event is missing, unless it was pruned.
    func eachRecord(
        of run: RunID, _ journal: any Journal, _ body: (Record, Int) async throws -> Bool
    ) async throws {
        var next = 0
        while true {
            try Task.checkCancellation()
            let entries = try await journal.events(of: run, from: next, limit: 500)
            guard !entries.isEmpty else { return }
            for entry in entries {
                // Where it was pruned, the past is in the checkpoint that comes first.
                guard entry.event.sequence == next || next == 1 && entry.event.type == .checkpoint else {
                    throw KapellError(
                        .corrupt, "Event \(next) of the run \(run) is missing.",
                        remedy: "Restore the journal from a backup.")
                }
                next = entry.event.sequence + 1
                guard let record = try Record(entry.event) else { continue }
                guard try await body(record, entry.event.sequence) else { return }
            }
        }
    }
}

extension WorkflowRunner {
    /// Plays one step of the run's own graph.
    func play(_ workflow: Workflow, _ progress: Progress, _ tape: ReplayTape, _ run: RunID?) async -> Replay.Played {
        var progress = progress
        let graph = player(workflow, tape, run)
        do throws(KapellError) {
            switch try await graph.step(&progress) {
            case nil, .finished?: return .ended(progress.values)
            case .suspended?, .limited?: return .suspended
            }
        } catch {
            return .failed(error)
        }
    }

    /// A graph that does nothing but compute.
    func player(_ workflow: Workflow, _ tape: ReplayTape, _ run: RunID?) -> GraphRun {
        let id = run ?? newID()
        let log = RunLog(
            run: id, journal: nil, durability: .exit, memory: RunMemory(), next: 0, limit: limits.queue, tape: tape,
            now: now)
        let drive = Drive(
            workflow: workflow, run: id, log: log, hub: RunHub(), limits: limits, cache: NodeCache(limit: 0),
            clock: clock, now: now, granted: .max)
        return GraphRun(
            drive: drive, workflow: workflow, path: "", budget: BudgetLease(Allowance(), spent: Spending(), now: now))
    }
}
