public import KapellCore

extension WorkflowRunner {
    /// Goes on with a run that has paused or failed, until it ends or pauses again.
    ///
    /// A run that has succeeded or was cancelled is given as it is.
    ///
    /// - Parameters:
    ///   - more: steps beyond the limit; it is kept with the run.
    ///   - budget: what the run may spend in all, what it has spent included; `nil` for what it had.
    ///   - adopting: goes on also with a run that is said to be running, or whose lease another process has: you know that
    ///     the process that drove it is gone. Were it not, it would lose the run at its next event; an effect of it that
    ///     is under way would be in doubt. Without it, such a run goes on once its lease has passed.
    /// - Throws: `.notFound`; `.conflict` when the run is said to be running, is driven by another process, or needs a
    ///   migration that there is not; `.corrupt` and `.unsupported` when its journal cannot be read; and what
    ///   ``run(_:_:id:)`` throws.
    public func resume(
        _ run: RunID, more: Int = 0, budget: Allowance? = nil, adopting: Bool = false
    ) async throws -> WorkflowOutcome {
        try await resumed(run, more, adopting, budget, keepsEvents: false).outcome()
    }

    /// The same for a run that goes on by itself, and can be watched.
    public func startAgain(
        _ run: RunID, more: Int = 0, budget: Allowance? = nil, adopting: Bool = false
    ) throws -> WorkflowRun {
        try resumed(run, more, adopting, budget, keepsEvents: true)
    }

    /// - Parameter claimed: the lease, where a worker has taken the run already.
    func resumed(
        _ run: RunID, _ more: Int, _ adopting: Bool, _ budget: Allowance? = nil, keepsEvents: Bool,
        claimed: RunLease? = nil
    ) throws -> WorkflowRun {
        let journal = try needJournal()
        return try launch(run, keepsEvents: keepsEvents) { active in
            let reader = RunReader(journal: journal, run: run)
            let start = try await reader.start()
            let workflow = try self.workflow(named: start.workflow)
            let (lease, wasLeased) = try await self.take(run, adopting, claimed)
            do {
                let reading = try await reader.read(workflow)
                var memory = reading.memory
                let status = WorkflowStatus(memory)
                let mayGoOn = status != .running || adopting || wasLeased
                if status.isFinal || memory.isCancelRequested && mayGoOn {
                    let outcome =
                        status.isFinal
                        ? WorkflowOutcome(run: run, status: status, state: try self.state(memory, workflow))
                        : try await self.cancelled(run, workflow, reading, lease)
                    await self.giveBack(lease)
                    return outcome
                }
                guard mayGoOn else {
                    throw KapellError(
                        .conflict, "The run \(run) is said to be running.",
                        remedy: "When the process that drove it is gone, resume it with `adopting: true`.")
                }
                let migrated = try StateMigration(workflow: workflow).run(&memory)
                memory.granted = memory.granted.clampedAdding(max(0, more))
                if let budget { memory.budget = budget }
                memory.pause = nil
                memory.finish = nil
                let log = self.log(run, start.durability, memory, next: reading.next, lease)
                active.use(log)
                log.add(.resumed(more: max(0, more), budget: budget))
                if let migrated { log.add(migrated) }
                try await log.flush()
                return try await self.drive(workflow, run, log, active, granted: memory.granted)
            } catch {
                // A worker's lease is left to pass: another one tries then, not at once and again and again.
                if claimed == nil || error is CancellationError { await self.giveBack(lease) }
                throw error
            }
        }
    }

    /// Takes a run, in a journal that has leases.
    ///
    /// - Returns: the lease, and whether there was one before, whose end says that its process is gone.
    func take(
        _ run: RunID, _ adopting: Bool, _ claimed: RunLease?
    ) async throws -> (lease: RunLease?, wasLeased: Bool) {
        if let claimed { return (claimed, true) }
        guard let leased = journal as? any LeasedJournal else { return (nil, false) }
        let before = try await leased.lease(of: run)
        let (lease, isMine) = try await leased.acquire(run, owner: owner, for: limits.lease, breaking: adopting)
        guard isMine else {
            throw KapellError(
                .conflict,
                "The run \(run) is driven by the process \(lease.owner), until "
                    + "\(Timestamp(nanoseconds: lease.until)) at least.",
                remedy: "Leave it to that process; when that is gone, resume it then, or with `adopting: true`.")
        }
        return (lease, before != nil)
    }

    func giveBack(_ lease: RunLease?) async {
        guard let lease, let leased = journal as? any LeasedJournal else { return }
        // Where the journal is away, the lease ends by itself.
        try? await leased.release(lease)
    }

    /// Ends a run that was to be cancelled when its process died.
    private func cancelled(
        _ run: RunID, _ workflow: Workflow, _ reading: RunReader.Reading, _ lease: RunLease?
    ) async throws -> WorkflowOutcome {
        let log = log(run, .sync, reading.memory, next: reading.next, lease)
        log.add(.finished(reading.memory.ending("cancelled", at: now())))
        try await log.write()
        return WorkflowOutcome(run: run, status: .cancelled, state: try state(reading.memory, workflow))
    }

    func state(_ memory: RunMemory, _ workflow: Workflow) throws(KapellError) -> WorkflowState {
        guard let progress = memory.graphs[""], let layout = memory.layout else {
            throw KapellError(.corrupt, "The run of `\(workflow.name)` has no beginning in the journal.")
        }
        return WorkflowState(layout: layout, values: progress.values)
    }

    /// Reads a run.
    func reading(_ run: RunID, before end: Int = .max) async throws -> (Workflow, RunReader.Reading) {
        let reader = RunReader(journal: try needJournal(), run: run)
        let workflow = try workflow(named: try await reader.start().workflow)
        return (workflow, try await reader.read(workflow, before: end))
    }

    /// How a run stands.
    public func status(of run: RunID) async throws -> WorkflowStatus {
        WorkflowStatus(try await reading(run).1.memory)
    }

    /// The state of a run after its last whole step, or as it was after the event with a number.
    public func state(of run: RunID, at event: Int? = nil) async throws -> WorkflowState {
        let (workflow, reading) = try await reading(run, before: event.map { $0.clampedAdding(1) } ?? .max)
        return try state(reading.memory, workflow)
    }
}
