package import KapellCore
import KapellJSON
import KapellPrompts
package import KapellWorkflows
package import Synchronization

/// The workflows of a project: their graphs, the runs of them that this process drives, and what comes to them.
package final class WorkflowService: Sendable {
    package let sections: [WorkflowSection]
    package let runner: WorkflowRunner
    let journal: any Journal
    let streams: RunStreams
    /// Whether nodes can do their work here.
    let drives: Bool
    /// Whether other processes drive runs of this scope too: then none is taken from whoever has its lease.
    let isShared: Bool
    package let worker: WorkflowWorker
    /// Whether the worker works, so that runs may wait in their queues.
    package let isServing = Mutex(false)

    /// - Parameters:
    ///   - services: what nodes do; `nil` where no run is driven here.
    ///   - scope: whose runs they are; a journal holds those of many projects.
    ///   - isShared: whether other processes may drive them too.
    ///   - onError: told of what keeps a run, a schedule or a queue from going on.
    /// - Throws: `.configuration`, for a graph that cannot run.
    package init(
        _ sections: [WorkflowSection], services: (any WorkflowServices)?, journal: any Journal, scope: String,
        isShared: Bool = false, limits: WorkflowLimits = WorkflowLimits(),
        onError: @escaping @Sendable (KapellError) -> Void = { _ in }
    ) throws(KapellError) {
        self.sections = sections
        self.journal = journal
        self.isShared = isShared
        drives = services != nil
        runner = WorkflowRunner(
            workflows: try WorkflowGraphs.all(sections, services: services), journal: journal, limits: limits,
            scope: scope)
        let streams = RunStreams()
        self.streams = streams
        worker = WorkflowWorker(
            runner, queues: Self.queues(sections), onRun: { run in streams.watch(run) },
            onError: { _, error in onError(error) })
    }

    /// The standard queue, and those that workflows name, with the limits of the one that says them.
    private static func queues(_ sections: [WorkflowSection]) -> [WorkflowQueue] {
        var queues = [WorkflowQueue.standard]
        for queue in sections.compactMap(\.queue) {
            guard let place = queues.firstIndex(where: { $0.name == queue.name }) else {
                queues.append(queue)
                continue
            }
            if queue.concurrency != nil || queue.begins != nil { queues[place] = queue }
        }
        return queues
    }

    /// With the parts of a project that this process owns.
    convenience init(_ system: KapellSystem, _ prompts: PromptService) throws(KapellError) {
        let configuration = system.project.configuration
        try Self.check(configuration.workflows, prompts: prompts.library.prompts)
        try self.init(
            configuration.workflows, services: ProjectWorkflowServices(system, prompts), journal: system.journal,
            scope: system.project.scope, isShared: system.project.sharesRuns
        ) { [counters = system.counters] error in
            counters.add("kapell_workflow_failures_total", [("code", error.code.rawValue)])
        }
    }

    /// Drives what is due, as long as the task runs.
    package func drive() async {
        guard !sections.isEmpty else { return }
        isServing.withLock { $0 = true }
        for section in sections {
            // One that is not in the file any more ends. What the journal cannot do now, the worker says again.
            if let schedule = section.schedule {
                try? await runner.schedule(schedule)
            } else {
                _ = try? await runner.unschedule(section.name)
            }
        }
        if !isShared { try? await adopt() }
        // It ends when it is cancelled; runs under way have been given back then. A journal that fails is tried again.
        while !Task.isCancelled {
            try? await worker.run()
            try? await Task.sleep(for: .seconds(1))
        }
        await close()
    }

    /// Goes on with what a process left that died. It had the store's lock, which this one has now, so that no lease is
    /// waited for.
    private func adopt() async throws {
        var last: RunID?
        while true {
            let runs = try await journal.runs(limit: 500, before: last)
            for run in runs
            where run.kind == "workflow" && run.status == .running && run.scope == runner.scope
                && runner.workflows[run.subject] != nil
            {
                // One that needs a migration, or is driven already, is left as it is.
                if let run = try? runner.startAgain(run.id, adopting: true) { streams.watch(run) }
            }
            guard let end = runs.last else { return }
            last = end.id
        }
    }

    /// Stops the runs that are driven here; each can be resumed.
    package func close() async { await streams.close() }

    /// The graph of a workflow, with the nodes of a run lit up.
    package func graph(_ name: String?, run: RunID?, format: GraphFormat) async throws -> String {
        var lights: [String: NodeLight] = [:]
        var name = name
        if let run {
            let trace = try await trace(of: run)
            name = trace.workflow
            lights = trace.lights
        }
        let workflow = try workflow(name ?? "")
        switch format {
        case .svg: return workflow.svg(lights: lights)
        case .mermaid: return workflow.mermaid(running: Set(lights.filter { $0.value == .running }.keys))
        }
    }

    func workflow(_ name: String) throws(KapellError) -> Workflow {
        if let workflow = runner.workflows[name] { return workflow }
        throw missing(name)
    }

    func section(_ name: String) throws(KapellError) -> WorkflowSection {
        if let section = sections.first(where: { $0.name == name }) { return section }
        throw missing(name)
    }

    private func missing(_ name: String) -> KapellError {
        let names = sections.map(\.name)
        return KapellError(
            .notFound, "There is no workflow \(shown(name)).",
            remedy: names.isEmpty
                ? "Declare it below `workflows` in kapell.yaml." : "There are: \(names.joined(separator: ", ")).")
    }

    /// What a run did, step by step.
    func trace(of run: RunID) async throws -> WorkflowTrace {
        guard let record = try await journal.run(run), record.summary.kind == "workflow" else {
            throw KapellError(
                .notFound, "There is no run \(run) of a workflow.", remedy: "List them: kapell runs list")
        }
        return WorkflowTrace(record, sections: sections)
    }
}
