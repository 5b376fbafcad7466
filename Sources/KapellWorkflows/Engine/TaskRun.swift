import KapellCore
import KapellJSON

/// Runs one node in one step, with its policies.
struct TaskRun: Sendable {
    let drive: Drive
    let workflow: Workflow
    let graph: String
    let task: GraphTask
    let step: Int
    let budget: BudgetLease

    /// Made where it is needed: most steps need it only when somebody watches.
    var path: String { task.path(in: graph, step: step) }

    init(graph: GraphRun, task: GraphTask, step: Int) {
        drive = graph.drive
        workflow = graph.workflow
        self.graph = graph.path
        self.task = task
        self.step = step
        budget = graph.budget
    }

    func run(_ state: WorkflowState) async -> TaskOutcome {
        guard let place = workflow.places[task.node] else { return .failed(Progress.unknown(task.node, workflow)) }
        let node = workflow.nodes[place]
        let key: NodeCache.Key?
        do {
            key = try cacheKey(node, state)
        } catch {
            return .failed(named(error))
        }
        if let key, let writes = drive.cache.writes(key, lifetime: node.policy.cache?.lifetime, now: drive.now()) {
            emit(.cached)
            return .finished(writes)
        }
        emit(.started)
        var attempt = 1
        while true {
            let outcome = await once(node, state, key)
            guard case .threw(let error) = outcome else { return outcome.result }
            if let miss = error as? ReplayMiss { return .failed(miss.error) }
            if Task.isCancelled || error is CancellationError && drive.log.isClosed { return .failed(RunLog.cancelled) }
            guard let wait = node.policy.retry.wait(after: attempt, error) else {
                let failure = named(error)
                emit(.failed(failure))
                return .failed(failure)
            }
            emit(.retrying(attempt: attempt, named(error)))
            do { try await drive.clock.sleep(for: wait) } catch { return .failed(RunLog.cancelled) }
            attempt += 1
        }
    }

    private enum Try {
        case ended(TaskOutcome)
        case threw(any Error)

        var result: TaskOutcome {
            if case .ended(let outcome) = self { return outcome }
            return .suspended
        }
    }

    private func once(_ node: Node, _ state: WorkflowState, _ key: NodeCache.Key?) async -> Try {
        let lease: BudgetLease
        do throws(KapellError) {
            lease = node.policy.budget == nil ? budget : try budget.lease(node.policy.budget ?? Allowance())
        } catch {
            return .threw(error)
        }
        // What is left goes back; a node that was left behind can spend nothing more of it.
        defer { if node.policy.budget != nil { lease.cancel() } }
        switch node.work {
        case .code(let work):
            let step = Step(task: self, node: node, state: state, lease: lease)
            defer { step.close() }
            do {
                if let limit = node.policy.timeout {
                    try await Race.run(limit: limit, clock: drive.clock) { try await work(step) }
                } else {
                    try await work(step)
                }
            } catch is TimeIsUp {
                step.close()
                return .threw(
                    KapellError(
                        .timeout, "it took longer than \(node.policy.timeout ?? .zero).",
                        remedy: "Raise the node's `timeout`, or make it end sooner."))
            } catch {
                if step.isSuspended { return suspended() }
                return .threw(error)
            }
            if step.isSuspended { return suspended() }
            let writes = step.writes
            if let key, step.isRepeatable { drive.cache.keep(writes, key, now: drive.now()) }
            emit(.finished)
            return .ended(.finished(writes))
        case .workflow(let inner, _, let returning):
            return await inside(node, inner, returning, state, lease)
        }
    }

    private func suspended() -> Try {
        emit(.suspended)
        return .ended(.suspended)
    }

    private func inside(
        _ node: Node, _ inner: Workflow, _ returning: [String], _ state: WorkflowState, _ lease: BudgetLease
    ) async -> Try {
        guard path.utf8.count(where: { $0 == UInt8(ascii: "/") }) < drive.limits.depth else {
            return .threw(
                KapellError(
                    .limitExceeded, "workflows lie more than \(drive.limits.depth) deep in each other.",
                    remedy: "Raise `limits.depth`.", isRetryable: false))
        }
        let path = path
        let begun = drive.log.read { $0.graphs.removeValue(forKey: path) }
        var progress: Progress
        do {
            progress = try begun ?? Progress(node, of: workflow, values: state.values)
        } catch {
            return .threw(error)
        }
        do {
            switch try await GraphRun(drive: drive, workflow: inner, path: path, budget: lease).run(&progress) {
            case .suspended:
                keep(progress)
                return suspended()
            case .limited(let path):
                keep(progress)
                return .ended(.limited(path))
            case .finished(let values):
                let writes = try returning.map { channel in
                    ChannelWrite(channel: channel, value: values[try inner.layout.place(of: channel)])
                }
                emit(.finished)
                return .ended(.finished(writes))
            }
        } catch {
            // Its steps that are whole stay.
            keep(progress)
            return .threw(error)
        }
    }

    /// For when the node is run again in this process.
    private func keep(_ progress: Progress) {
        let path = path
        drive.log.read { $0.graphs[path] = progress }
    }

    private func cacheKey(_ node: Node, _ state: WorkflowState) throws -> NodeCache.Key? {
        guard let cache = node.policy.cache else { return nil }
        return NodeCache.Key(
            workflow: workflow.name, schema: workflow.stateFingerprint, node: node.name,
            key: try cache.key(state, task.item))
    }

    private func named(_ error: any Error) -> KapellError {
        var failure = KapellError.wrapping(error)
        if error is CancellationError { failure = KapellError(.internalError, "it cancelled itself.") }
        failure.message = "The node `\(task.local)` of `\(workflow.name)` failed in step \(step): \(failure.message)"
        return failure
    }

    func emit(_ kind: WorkflowEvent.Kind) {
        if drive.hub.isWatched { drive.hub.send(kind, path: path, step: step) }
    }
}
