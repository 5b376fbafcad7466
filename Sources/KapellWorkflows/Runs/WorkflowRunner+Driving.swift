import KapellCore
import KapellJSON

extension WorkflowRunner {
    /// Drives a run until it ends or pauses.
    func drive(
        _ workflow: Workflow, _ run: RunID, _ log: RunLog, _ active: ActiveRun, granted: Int
    ) async throws -> WorkflowOutcome {
        let hub = active.hub
        let drive = Drive(
            workflow: workflow, run: run, log: log, hub: hub, limits: limits, cache: cache, clock: clock, now: now,
            granted: granted)
        guard log.isDurable else { return try await Self.go(drive) }
        return try await withThrowingTaskGroup(of: WorkflowOutcome?.self) { group in
            group.addTask {
                await log.drain()
                return nil
            }
            group.addTask { [clock] in
                await log.keepLease(clock) { active.stop() }
                return nil
            }
            defer { log.end() }
            let result: Result<WorkflowOutcome, any Error>
            do {
                result = .success(try await Self.go(drive))
            } catch {
                result = .failure(error)
                if error is CancellationError { await log.release() }
            }
            log.end()
            group.cancelAll()
            try await group.waitForAll()
            return try result.get()
        }
    }

    private static func go(_ drive: Drive) async throws -> WorkflowOutcome {
        let log = drive.log
        guard var progress = log.read({ $0.graphs.removeValue(forKey: "") }) else {
            throw KapellError(.corrupt, "The run \(drive.run) has no beginning in the journal.")
        }
        func ended(_ status: WorkflowStatus) -> WorkflowOutcome {
            drive.hub.end(status)
            return WorkflowOutcome(
                run: drive.run, status: status,
                state: WorkflowState(layout: drive.workflow.layout, values: progress.values))
        }
        func finish(_ status: String, _ error: KapellError?) async throws(KapellError) {
            log.add(.finished(log.read { $0.ending(status, error, at: drive.now()) }))
            try await log.write()
        }
        let (spent, allowance) = log.read { ($0.spent, $0.budget) }
        let budget = BudgetLease(allowance ?? drive.workflow.budget ?? Allowance(), spent: spent, now: drive.now)
        // Nodes that were left behind can spend nothing more.
        defer { budget.cancel() }
        let graph = GraphRun(drive: drive, workflow: drive.workflow, path: "", budget: budget)
        while true {
            do throws(KapellError) {
                switch try await graph.run(&progress) {
                case .finished:
                    try await log.settle()
                    try await finish("succeeded", nil)
                    return ended(.succeeded)
                case .limited(let path):
                    log.add(.paused(PauseRecord(status: "limited", until: nil, graph: path)))
                    try await log.flush()
                    return ended(.limited(at: path))
                case .suspended:
                    let open = log.read { $0.open }
                    let isForPerson = open.contains { $0.kind != .timer && $0.kind != .event }
                    log.add(
                        .paused(
                            PauseRecord(
                                status: isForPerson ? "waiting" : "sleeping", until: log.read { $0.wakes }, graph: nil))
                    )
                    try await log.flush()
                    // What came while that was written.
                    if log.read({ $0.takeDue(drive.now()) }) {
                        log.add(.resumed(more: 0))
                        continue
                    }
                    let interrupts = open.map { Interrupt($0) }
                    return ended(isForPerson ? .waiting(interrupts) : .sleeping(interrupts))
                }
            } catch {
                if log.read({ $0.isCancelRequested }), !log.isClosed {
                    try await finish("cancelled", nil)
                    return ended(.cancelled)
                }
                if let failure = log.failure { throw failure }
                if Task.isCancelled {
                    // Not the run's end: it can be resumed.
                    try await log.write()
                    throw CancellationError()
                }
                try await finish("failed", error)
                return ended(.failed(error))
            }
        }
    }
}
