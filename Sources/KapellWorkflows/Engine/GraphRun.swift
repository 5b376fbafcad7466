import KapellCore
import KapellJSON
import Synchronization

/// Runs one graph, step by step.
struct GraphRun {
    let drive: Drive
    let workflow: Workflow
    /// Empty for the run's own graph.
    let path: String
    /// What its tasks may spend.
    let budget: BudgetLease

    enum Ending: Sendable {
        case finished([JSONValue])
        /// Tasks wait for something.
        case suspended
        case limited(String)
    }

    /// Goes on from where the run is.
    ///
    /// - Throws: the failure of a node, `.cancelled`, and what the journal throws. The step has changed nothing then.
    func run(_ progress: inout Progress) async throws(KapellError) -> Ending {
        while !progress.tasks.isEmpty {
            guard progress.step < drive.limits.steps.clampedAdding(drive.granted) else { return .limited(path) }
            if let ending = try await step(&progress) { return ending }
        }
        return .finished(progress.values)
    }

    /// - Returns: why the graph stops before its end.
    func step(_ progress: inout Progress) async throws(KapellError) -> Ending? {
        var results = [TaskOutcome?](repeating: nil, count: progress.tasks.count)
        var isRecorded = [Bool](repeating: false, count: progress.tasks.count)
        if drive.log.read({ !$0.done.isEmpty }) {
            for (place, task) in progress.tasks.enumerated() {
                let path = task.path(in: path, step: progress.step)
                guard let writes = drive.log.read({ $0.done[path] }) else { continue }
                results[place] = .finished(writes)
                isRecorded[place] = true
            }
        }
        while true {
            try await runTasks(progress, &results, &isRecorded)
            try drive.log.check()
            if Task.isCancelled { throw RunLog.cancelled }
            var failure: KapellError?
            var limited: String?
            var isSuspended = false
            for result in results {
                switch result {
                case .failed(let error): failure = failure ?? error
                case .limited(let path): limited = limited ?? path
                case .suspended: isSuspended = true
                case .finished, nil: break
                }
            }
            if let failure { throw failure }
            if let limited { return .limited(limited) }
            guard isSuspended else { break }
            // What was waited for may have come meanwhile.
            guard drive.log.read({ $0.takeDue(drive.now()) }) else { return .suspended }
            for place in results.indices {
                if case .suspended? = results[place] { results[place] = nil }
            }
        }
        try await commit(&progress, results, isRecorded)
        return nil
    }

    private func commit(
        _ progress: inout Progress, _ results: [TaskOutcome?], _ isRecorded: [Bool]
    ) async throws(KapellError) {
        let writes = results.map { $0?.writes ?? [] }
        let step = progress.step
        let tasks = progress.tasks
        let (undos, made) = try progress.apply(writes, workflow.layout)
        do throws(KapellError) {
            try progress.advance(workflow, limit: drive.limits.tasks)
        } catch {
            progress.takeBack(undos)
            throw error
        }
        try await drive.log.commit(
            StepRecord(
                graph: path, step: step,
                writes: zip(tasks, zip(writes, isRecorded)).compactMap { task, result in
                    let (writes, isRecorded) = result
                    let kept =
                        made.isEmpty
                        ? writes : writes.filter { write in !made.contains { $0.channel == write.channel } }
                    return isRecorded || kept.isEmpty ? nil : (task.local, kept)
                },
                made: made, next: progress.tasks, joins: progress.joins, loops: progress.loops),
            graph: path)
        if path.isEmpty { await checkpoint(progress) }
        if drive.hub.isWatched {
            for (task, writes) in zip(tasks, writes) {
                drive.hub.send(.update(writes), path: task.path(in: path, step: step), step: step)
            }
            drive.hub.send(
                .values(WorkflowState(layout: workflow.layout, values: progress.values)), path: path, step: step)
        }
    }

    /// Writes the whole state now and then, so that a long run is read fast. The more there is to write, the rarer.
    private func checkpoint(_ progress: Progress) async {
        guard drive.log.isDurable else { return }
        let due = drive.sinceCheckpoint.withLock { count -> Int? in
            count.steps += 1
            return count.steps >= count.look ? count.steps : nil
        }
        guard let steps = due else { return }
        let limit = steps * 100
        guard JSONValue.array(progress.values).roughBytes(limit: limit) <= limit else {
            // To measure a large state costs time: it is not done at each step.
            drive.sinceCheckpoint.withLock { $0.look = steps + steps / 2 }
            return
        }
        guard drive.log.read({ $0.done.isEmpty && $0.effects.isEmpty && $0.waits.isEmpty }) else { return }
        drive.sinceCheckpoint.withLock { $0 = (0, Drive.checkpointSteps) }
        drive.log.add(
            .checkpoint(
                CheckpointRecord(
                    channels: workflow.layout.recorded(progress.values), progress: progress, version: workflow.version,
                    schema: workflow.stateFingerprint, granted: drive.granted, inbox: drive.log.read { $0.inbox },
                    spent: drive.log.read { $0.spent }, budget: drive.log.read { $0.budget })))
    }

    /// Runs the tasks that have no result, as many at a time as the limits allow.
    private func runTasks(
        _ progress: Progress, _ results: inout [TaskOutcome?], _ isRecorded: inout [Bool]
    ) async throws(KapellError) {
        let open = results.indices.filter { results[$0] == nil }
        let state = WorkflowState(layout: workflow.layout, values: progress.values)
        if progress.tasks.count == 1, let place = open.first {
            results[place] = await TaskRun(graph: self, task: progress.tasks[place], step: progress.step).run(state)
            return
        }
        let runs = open.map { (place: $0, run: TaskRun(graph: self, task: progress.tasks[$0], step: progress.step)) }
        let (log, width) = (drive.log, drive.limits.width)
        let (first, records) = (results, isRecorded)
        (results, isRecorded) = await withTaskGroup(of: (Int, String, TaskOutcome).self) { group in
            var results = first
            var isRecorded = records
            var waiting = runs.makeIterator()
            func begin() {
                guard let (place, run) = waiting.next() else { return }
                group.addTask { (place, run.path, await run.run(state)) }
            }
            for _ in 0..<width { begin() }
            var left = runs.count
            var isHeldUp = results.contains { $0.map { !$0.isFinished } ?? false }
            for await (place, path, outcome) in group {
                left -= 1
                if !outcome.isFinished { isHeldUp = true }
                results[place] = outcome
                // Once all are ready, the step itself tells what is not recorded.
                if case .finished(let writes) = outcome, left > 0 || isHeldUp {
                    log.add(.task(path: path, writes: writes))
                    isRecorded[place] = true
                    log.hurry()
                }
                begin()
            }
            return (results, isRecorded)
        }
    }
}

/// What became of a task.
enum TaskOutcome: Sendable {
    case finished([ChannelWrite])
    case failed(KapellError)
    case suspended
    case limited(String)

    var isFinished: Bool {
        if case .finished = self { return true }
        return false
    }

    var writes: [ChannelWrite]? {
        if case .finished(let writes) = self { return writes }
        return nil
    }
}
