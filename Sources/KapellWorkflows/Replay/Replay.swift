import KapellCore
import KapellJSON

/// A run that is played again, event by event.
struct Replay {
    let runner: WorkflowRunner
    let workflow: Workflow
    let run: RunID?
    let tape = ReplayTape()
    var memory = RunMemory()
    private var recorded: [(step: StepRecord, event: Int, writes: [String: [ChannelWrite]])] = []
    private var done: [String: [ChannelWrite]] = [:]
    private var differences: [(event: Int, what: String)] = []
    private var steps = 0
    private var last = 0
    /// The verdict, once it is known.
    var report: ReplayReport?

    init(runner: WorkflowRunner, workflow: Workflow, run: RunID?) {
        self.runner = runner
        self.workflow = workflow
        self.run = run
    }

    /// - Returns: the verdict, where it is known.
    mutating func take(_ record: Record, at event: Int) async throws -> ReplayReport? {
        last = event
        switch record {
        case .step(let step):
            var writes = Dictionary(step.writes.map { ($0.task, $0.writes) }, uniquingKeysWith: { first, _ in first })
            for (path, more) in done where GraphTask.graph(of: path) == step.graph {
                if path.hasSuffix("@\(step.step)") { writes[GraphTask.local(of: path)] = more }
            }
            recorded.append((step, event, writes))
            guard step.graph.isEmpty else { return nil }
            if let report = try await play() { return report }
            try memory.replay(record, workflow)
            // Inner steps and effects are of no use to the run's own graph.
            recorded = []
            done = [:]
            for what in tape.rewind() { differences.append((event, "`\(what)` is not asked for any more.")) }
        case .task(let path, let writes):
            done[path] = writes
            try memory.replay(record, workflow)
        case .result, .wait, .answer:
            tape.record(record)
        case .started, .checkpoint, .migrated:
            try memory.replay(record, workflow)
            if let report = schemaReport(event) { return report }
        case .intent, .undone, .delivered, .spent, .cancelRequested:
            break
        case .resumed, .edited, .paused, .finished:
            try memory.replay(record, workflow)
        }
        return nil
    }

    /// A run of another schema: its steps cannot be played, but its state can be migrated.
    private func schemaReport(_ event: Int) -> ReplayReport? {
        guard !memory.isCurrent(workflow) else { return nil }
        var migrated = memory
        do throws(KapellError) {
            _ = try StateMigration(workflow: workflow).run(&migrated)
            // The later state may be the one that is migrated; what comes before it is of the old code.
            return ReplayReport(
                run: run, verdict: .compatible, event: event,
                difference: "The state is migrated from version \(memory.version) to \(workflow.version); steps of the "
                    + "older schema are not played.")
        } catch {
            return ReplayReport(
                run: run, verdict: .needsMigration, event: event,
                difference: error.message + (error.remedy.map { " \($0)" } ?? ""))
        }
    }

    /// Plays the step that the run's own graph is in.
    private mutating func play() async throws -> ReplayReport? {
        guard var progress = memory.graphs[""], let layout = memory.layout else {
            throw KapellError(.corrupt, "The run of `\(workflow.name)` has no beginning in the journal.")
        }
        for task in progress.tasks where workflow.places[task.node] == nil {
            return diverges(last, "The node `\(task.node)` is gone.")
        }
        progress.values = try Self.ordered(progress.values, layout, workflow)
        progress.fit(workflow)
        let ending = await runner.play(workflow, progress, tape, run)
        if Task.isCancelled { throw CancellationError() }
        steps += 1
        let played = Dictionary(
            tape.steps.map { ("\($0.record.graph)@\($0.record.step)", $0) }, uniquingKeysWith: { $1 })
        for (step, event, writes) in recorded {
            let name = step.graph.isEmpty ? "step \(step.step)" : "step \(step.step) of `\(step.graph)`"
            guard let today = played["\(step.graph)@\(step.step)"] else {
                if let miss = tape.misses.first { return diverges(event, "In \(name): \(miss)") }
                if case .failed(let error) = ending { return diverges(event, "In \(name): \(error.message)") }
                return diverges(event, "In \(name) the run does not come to its end.")
            }
            let wrote = ReplayDiff.writes(writes, today.writes)
            let made = ReplayDiff.writes(["reducers": step.made], ["reducers": today.record.made])
            let next = ReplayDiff.lines(
                "what comes next", recorded: .array(step.next.map(\.json)),
                today: .array(today.record.next.map(\.json)))
            let isSame = step.graph.isEmpty ? try leadsToSame(step, today, ending) : next.isEmpty
            if !wrote.isEmpty || !made.isEmpty || !next.isEmpty {
                let lines = (wrote + made + next).prefix(12).joined(separator: "\n")
                guard isSame else { return diverges(event, "In \(name):\n\(lines)") }
                differences.append((event, "In \(name):\n\(lines)"))
            }
            for miss in tape.misses { differences.append((event, miss)) }
        }
        return nil
    }

    /// Whether a step leads to the recorded state and the recorded next tasks, in whatever way.
    private func leadsToSame(
        _ step: StepRecord, _ today: ReplayTape.Played, _ ending: Played
    ) throws(KapellError) -> Bool {
        func isAny<Item: Collection>(_ items: [Item]) -> Bool { items.contains { !$0.isEmpty } }
        guard step.next == today.record.next,
            isAny(step.joins) || isAny(today.record.joins) ? step.joins == today.record.joins : true,
            step.loops.filter({ $0 != 0 }) == today.record.loops.filter({ $0 != 0 }),
            case .ended(let values) = ending
        else { return false }
        var after = memory
        try after.replay(.step(step), workflow)
        guard let progress = after.graphs[""], let layout = after.layout else { return false }
        return try Self.ordered(progress.values, layout, workflow) == values
    }

    /// Values in the order of today's channels.
    private static func ordered(
        _ values: [JSONValue], _ layout: ChannelLayout, _ workflow: Workflow
    ) throws(KapellError) -> [JSONValue] {
        var ordered = workflow.layout.initial
        for (channel, value) in zip(layout.channels, values) {
            ordered[try workflow.layout.place(of: channel.name)] = value
        }
        return ordered
    }

    /// After the last event: plays the step that the run is in, if it is in one.
    ///
    /// - Parameter playsCancelled: also of a run that was cancelled in the midst of it.
    mutating func end(playsCancelled: Bool = false) async throws -> ReplayReport {
        guard let progress = memory.graphs[""] else {
            throw KapellError(.corrupt, "The run of `\(workflow.name)` has no beginning in the journal.")
        }
        let status = WorkflowStatus(memory)
        if !progress.tasks.isEmpty, status != .ready, status.name != "limited",
            status != .cancelled || playsCancelled
        {
            for task in progress.tasks where workflow.places[task.node] == nil {
                return diverges(last, "The node `\(task.node)` is gone.")
            }
            let layout = memory.layout ?? workflow.layout
            var today = progress
            today.values = try Self.ordered(progress.values, layout, workflow)
            today.fit(workflow)
            let ending = await runner.play(workflow, today, tape, run)
            if Task.isCancelled { throw CancellationError() }
            steps += 1
            switch (status, ending) {
            case (.failed(let old), .failed(let new)) where tape.misses.isEmpty:
                if old.message != new.message {
                    return diverges(last, "The run failed with: \(old.message)\nToday it fails with: \(new.message)")
                }
            case (.failed, .failed): break
            case (.failed(let old), .ended):
                return diverges(last, "The run failed with: \(old.message)\nToday the step ends.")
            case (_, .failed(let error)) where tape.misses.isEmpty:
                return diverges(last, "Today the step that the run is in fails: \(error.message)")
            case (.waiting, .failed), (.sleeping, .failed):
                return diverges(last, tape.misses.first ?? "Today the step fails.")
            default: break
            }
        }
        if let first = differences.first {
            return ReplayReport(
                run: run, verdict: .compatible, event: first.event,
                difference: differences.prefix(12).map(\.what).joined(separator: "\n"), steps: steps)
        }
        return ReplayReport(run: run, verdict: .identical, steps: steps)
    }

    private func diverges(_ event: Int, _ difference: String) -> ReplayReport {
        ReplayReport(run: run, verdict: .diverges, event: event, difference: difference, steps: steps)
    }

    /// How a step that was played ended.
    enum Played: Sendable {
        /// With these values.
        case ended([JSONValue])
        case suspended
        case failed(KapellError)
    }
}
