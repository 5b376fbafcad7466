public import KapellCore
import KapellJSON
import Synchronization

extension WorkflowRunner {
    /// What happens in a run, also after a disconnect.
    ///
    /// Of a run that this process drives: the events after the one with the number `number`, as far as they are kept
    /// (the last 4,096 since somebody first watched), and those to come. Of any other: what the journal tells of it, which
    /// is the values and updates of its steps that are whole, and how it stands; tokens and custom data are not kept.
    ///
    /// - Throws: `.notFound`, and what reading the journal throws.
    public func events(
        of run: RunID, _ modes: StreamMode = .all, after number: Int? = nil
    ) async throws -> AsyncStream<WorkflowEvent> {
        if let active = active.withLock({ $0[run] }) { return active.hub.watch(modes, after: number) }
        return try await recorded(of: run, modes, after: number)
    }

    /// What the journal tells of a run, also of one that this process drives.
    package func recorded(
        of run: RunID, _ modes: StreamMode = .all, after number: Int? = nil
    ) async throws -> AsyncStream<WorkflowEvent> {
        let hub = RunHub()
        hub.keep()
        try await retell(run, to: hub)
        return hub.watch(modes, after: number)
    }

    private func retell(_ run: RunID, to hub: RunHub) async throws {
        let journal = try needJournal()
        let reader = RunReader(journal: journal, run: run)
        let workflow = try workflow(named: try await reader.start().workflow)
        var memory = RunMemory()
        var next = 0
        while true {
            let entries = try await journal.events(of: run, from: next, limit: 1000)
            guard let last = entries.last else { break }
            for entry in entries {
                guard let record = try Record(entry.event) else { continue }
                let done = memory.done
                try memory.replay(record, workflow)
                guard case .step(let step) = record else { continue }
                let local = step.writes.map { (path: GraphTask.path($0.task, step), writes: $0.writes) }
                let apart = done.filter {
                    $0.key.hasSuffix("@\(step.step)") && GraphTask.graph(of: $0.key) == step.graph
                }
                for task in local + apart.map({ (path: $0.key, writes: $0.value) }).sorted(by: { $0.path < $1.path }) {
                    hub.send(.update(task.writes), path: task.path, step: step.step)
                }
                if let progress = memory.graphs[step.graph], let inner = try? workflow.inner(at: step.graph) {
                    let layout = step.graph.isEmpty ? memory.layout ?? inner.layout : inner.layout
                    hub.send(
                        .values(WorkflowState(layout: layout, values: progress.values)), path: step.graph,
                        step: step.step)
                }
            }
            next = last.event.sequence + 1
        }
        hub.end(WorkflowStatus(memory))
    }
}

extension GraphTask {
    static func path(_ local: String, _ step: StepRecord) -> String {
        step.graph.isEmpty ? "\(local)@\(step.step)" : "\(step.graph)/\(local)@\(step.step)"
    }

    static func graph(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }
}
