public import KapellCore

extension WorkflowRunner {
    /// Goes on with a run that has paused or failed, until it ends or pauses again.
    ///
    /// A run that has succeeded or was cancelled is given as it is.
    ///
    /// - Parameters:
    ///   - more: steps beyond the limit; it is kept with the run.
    ///   - adopting: goes on also with a run that is said to be running: you know that the process that drove it is gone.
    ///     Were it not, it would lose the run at its next event; an effect of it that is under way would be in doubt.
    /// - Throws: `.notFound`; `.conflict` when the run is said to be running, is driven by another process, or needs a
    ///   migration that there is not; `.corrupt` and `.unsupported` when its journal cannot be read; and what
    ///   ``run(_:_:id:)`` throws.
    public func resume(_ run: RunID, more: Int = 0, adopting: Bool = false) async throws -> WorkflowOutcome {
        try await resumed(run, more, adopting, keepsEvents: false).outcome()
    }

    /// The same for a run that goes on by itself, and can be watched.
    public func startAgain(_ run: RunID, more: Int = 0, adopting: Bool = false) throws -> WorkflowRun {
        try resumed(run, more, adopting, keepsEvents: true)
    }

    private func resumed(_ run: RunID, _ more: Int, _ adopting: Bool, keepsEvents: Bool) throws -> WorkflowRun {
        let journal = try needJournal()
        return try launch(run, keepsEvents: keepsEvents) { active in
            let reader = RunReader(journal: journal, run: run)
            let start = try await reader.start()
            let workflow = try self.workflow(named: start.workflow)
            let reading = try await reader.read(workflow)
            var memory = reading.memory
            let status = WorkflowStatus(memory)
            if status.isFinal || memory.isCancelRequested && !(status == .running && !adopting) {
                if !status.isFinal { return try await self.cancelled(run, workflow, reading) }
                return WorkflowOutcome(run: run, status: status, state: try self.state(memory, workflow))
            }
            guard status != .running || adopting else {
                throw KapellError(
                    .conflict, "The run \(run) is said to be running.",
                    remedy: "When the process that drove it is gone, resume it with `adopting: true`.")
            }
            let migrated = try StateMigration(workflow: workflow).run(&memory)
            memory.granted = memory.granted.clampedAdding(max(0, more))
            memory.pause = nil
            memory.finish = nil
            let log = self.log(run, start.durability, memory, next: reading.next)
            active.use(log)
            log.add(.resumed(more: max(0, more)))
            if let migrated { log.add(migrated) }
            try await log.flush()
            return try await self.drive(workflow, run, log, active.hub, granted: memory.granted)
        }
    }

    /// Ends a run that was to be cancelled when its process died.
    private func cancelled(
        _ run: RunID, _ workflow: Workflow, _ reading: RunReader.Reading
    ) async throws -> WorkflowOutcome {
        let log = log(run, .sync, reading.memory, next: reading.next)
        log.add(.finished(FinishRecord(status: "cancelled", error: nil, milliseconds: 0)))
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
