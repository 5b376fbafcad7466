public import KapellCore
import Synchronization

extension WorkflowRunner {
    /// Makes a new run that has the past of another up to one of its events, and a future of its own.
    ///
    /// Effects of the past are not made again, and those that were under way are in doubt, under their old keys; new
    /// ones have keys of their own. The new run is ``WorkflowStatus/ready``: ``resume(_:more:adopting:)`` begins it.
    ///
    /// - Parameters:
    ///   - event: the number of the last event that is taken over; `nil` for all.
    ///   - writes: what channels hold in the new run, in place of what they held.
    ///   - id: names the new run; drawn where it is not given.
    /// - Throws: `.notFound` for a run or an event that is not there, or was pruned; `.invalidRequest` for writes that the
    ///   workflow does not take.
    public func fork(
        _ run: RunID, at event: Int? = nil, with writes: ChannelWrite..., id: RunID? = nil
    ) async throws -> RunID {
        try await fork(run, at: event, writes: writes, id: id)
    }

    /// The same with the writes in a list.
    public func fork(
        _ run: RunID, at event: Int? = nil, writes: [ChannelWrite], id: RunID? = nil
    ) async throws -> RunID {
        let journal = try needJournal()
        let reader = RunReader(journal: journal, run: run)
        var start = try await reader.start()
        let workflow = try workflow(named: start.workflow)
        let end = event.map { $0.clampedAdding(1) } ?? .max
        let reading = try await reader.read(workflow, before: end)
        guard reading.next >= 1, event == nil || reading.next == end else {
            throw KapellError(
                .notFound, "The run \(run) has no event \(event ?? 0).", remedy: "`kapell runs show \(run)` has all.")
        }
        let fork = id ?? newID()
        start.forkedFrom = (run.description, reading.next - 1)
        var entries = [entry(.started(start), fork, 0)]
        let base = try await reader.base(before: reading.next) ?? 1
        for record in try await past(of: run, journal, from: base, before: reading.next) {
            entries.append(entry(record, fork, entries.count))
        }
        if !writes.isEmpty {
            var memory = reading.memory
            try check(writes, memory, workflow)
            try memory.replay(.edited(writes), workflow)
            entries.append(entry(.edited(writes), fork, entries.count))
        }
        entries.append(entry(.paused(PauseRecord(status: "ready", until: nil, graph: nil)), fork, entries.count))
        try await journal.append(entries)
        return fork
    }

    /// What of a run's events belongs to the state, from its last checkpoint, or its second event, on.
    private func past(of run: RunID, _ journal: any Journal, from base: Int, before end: Int) async throws -> [Record] {
        var records: [Record] = []
        var next = max(1, base)
        while next < end {
            let entries = try await journal.events(of: run, from: next, limit: min(1000, end - next))
            guard let last = entries.last, last.event.sequence < end else { break }
            for entry in entries {
                guard let record = try Record(entry.event) else { continue }
                switch record {
                case .started, .paused, .finished, .cancelRequested: continue
                case .resumed(more: 0, budget: nil): continue
                // The fork has spent nothing yet.
                case .spent: continue
                // What came before it is in it.
                case .checkpoint(var checkpoint):
                    checkpoint.spent = Spending()
                    records = [.checkpoint(checkpoint)]
                default: records.append(record)
                }
            }
            next = last.event.sequence + 1
        }
        return records
    }

    /// Changes the state of a run that is not under way. What is written replaces what was there.
    ///
    /// In a step that is half done, tasks that have finished keep what they wrote, and the others see the new state.
    ///
    /// - Throws: `.conflict` when the run is under way or has ended; `.invalidRequest` for writes that the workflow does
    ///   not take.
    public func edit(_ run: RunID, _ writes: ChannelWrite...) async throws { try await edit(run, writes: writes) }

    /// The same with the writes in a list.
    public func edit(_ run: RunID, writes: [ChannelWrite]) async throws {
        let journal = try needJournal()
        let (workflow, reading) = try await reading(run)
        try checkIsStill(run, WorkflowStatus(reading.memory), orFinal: false)
        var memory = reading.memory
        try check(writes, memory, workflow)
        try memory.replay(.edited(writes), workflow)
        try await journal.append([entry(.edited(writes), run, reading.next)])
    }

    /// Removes what the state of a run does not need any more: everything before its last whole step. Forks of the run
    /// keep their own past.
    ///
    /// - Returns: how many events were removed.
    /// - Throws: `.conflict` when the run is under way, or in the midst of a step, whose effects must stay known.
    @discardableResult
    public func prune(_ run: RunID) async throws -> Int {
        let journal = try needJournal()
        let (workflow, reading) = try await reading(run)
        let status = WorkflowStatus(reading.memory)
        try checkIsStill(run, status, orFinal: true)
        guard reading.memory.isBetweenSteps, reading.memory.foreign.isEmpty else {
            throw KapellError(
                .conflict, "The run \(run) is in the midst of a step.", remedy: "Prune it when the step is over.")
        }
        var memory = reading.memory
        _ = try StateMigration(workflow: workflow).run(&memory)
        var entries = [entry(.checkpoint(memory.checkpoint(workflow)), run, reading.next)]
        // How the run stands is said again, after the checkpoint.
        if let pause = memory.pause { entries.append(entry(.paused(pause), run, reading.next + 1)) }
        if let finish = memory.finish { entries.append(entry(.finished(finish), run, reading.next + 1)) }
        try await journal.append(entries)
        return try await journal.removeEvents(of: run, before: reading.next)
    }

    /// Refuses values that are not of their channels' types. Of an older schema only the names are known; the values are
    /// checked when the run is migrated.
    private func check(_ writes: [ChannelWrite], _ memory: RunMemory, _ workflow: Workflow) throws(KapellError) {
        guard memory.isCurrent(workflow) else { return }
        for write in writes {
            try workflow.layout.check(write.value, at: try workflow.layout.place(of: write.channel))
        }
    }

    private func checkIsStill(_ run: RunID, _ status: WorkflowStatus, orFinal: Bool) throws(KapellError) {
        guard status != .running, active.withLock({ $0[run] == nil }) else {
            throw KapellError(.conflict, "The run \(run) is under way.", remedy: "Wait until it pauses, or cancel it.")
        }
        guard orFinal || !status.isFinal else {
            throw KapellError(.conflict, "The run \(run) has ended.", remedy: "Fork it from one of its events.")
        }
    }
}
