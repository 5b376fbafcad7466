public import KapellCore
public import KapellJSON
import Synchronization

/// What may come to a run at any time, whoever drives it.
extension WorkflowRunner {
    /// Answers a question of a run. The run goes on when it is resumed, or at once where it is under way.
    ///
    /// The first answer counts: one that comes later, the same or another, changes nothing and is told the first.
    ///
    /// - Returns: what became of the answer.
    /// - Throws: `.notFound` for a question that the run does not ask; `.invalidRequest` when the answer does not satisfy
    ///   the question's schema, or the question is not for a person. The question stays open then.
    @discardableResult
    public func answer(_ run: RunID, _ id: String, with value: JSONValue) async throws -> AnswerOutcome {
        try await put(run) { workflow, memory in
            if let past = memory.past[id] { return (nil, past.map { .alreadyAnswered($0) } ?? .late) }
            guard let wait = memory.waits[id] else {
                let open = memory.open.map { "`\($0.id)`" }.joined(separator: ", ")
                throw KapellError(
                    .notFound, "The run \(run) does not ask `\(id)`.",
                    remedy: open.isEmpty ? "It asks nothing." : "It waits for \(open).")
            }
            if let answer = wait.answer { return (nil, answer.value.map { .alreadyAnswered($0) } ?? .late) }
            let interrupt = Interrupt(wait.record)
            guard interrupt.isForPerson else {
                throw KapellError(.invalidRequest, "`\(id)` waits for \(interrupt.kind.rawValue), not for an answer.")
            }
            if WorkflowStatus(memory).isFinal { return (nil, .late) }
            if let until = wait.record.until, until <= now() { return (nil, .late) }
            let bytes = value.roughBytes(limit: limits.bytes)
            guard bytes <= limits.bytes else {
                throw KapellError(.tooLarge, "The answer to `\(id)` has more than \(limits.bytes) bytes.")
            }
            if let schema = interrupt.schema {
                let violations = try JSONSchema(schema).validate(value)
                guard violations.isEmpty else {
                    let list = violations.prefix(3).map(\.description).joined(separator: "; ")
                    throw KapellError(
                        .invalidRequest, "The answer to `\(id)` is wrong: \(list).",
                        remedy: "Answer again; the question is still open.")
                }
            }
            return (.answer(AnswerRecord(id: id, value: value, isFromOutside: true)), .accepted)
        }
    }

    /// Gives an event to one run. It is kept until the run waits for it, and taken once.
    ///
    /// - Returns: false when the run has ended.
    @discardableResult
    public func deliver(
        _ event: String, key: String = "", value: JSONValue = .null, to run: RunID
    ) async throws -> Bool {
        try await put(run) { _, memory in
            if WorkflowStatus(memory).isFinal { return (nil, false) }
            return (.delivered(DeliveredRecord(event: event, key: key, value: value)), true)
        }
    }

    /// Gives an event to every run that waits for it now. One that no run waits for is not kept.
    ///
    /// - Returns: the runs that got it; they go on when they are resumed.
    @discardableResult
    public func deliver(_ event: String, key: String = "", value: JSONValue = .null) async throws -> [RunID] {
        var runs: [RunID] = []
        try await eachOpen { run in
            let status = try await status(of: run.id)
            guard status.interrupts.contains(where: { $0.event == event && $0.key == key }) else { return true }
            if try await deliver(event, key: key, value: value, to: run.id) { runs.append(run.id) }
            return true
        }
        return runs
    }

    /// Ends a run for good: its nodes are cancelled, and no further effect begins.
    ///
    /// Waits until its nodes have ended, at most ``WorkflowLimits/cancellationGrace``. A run that another process drives
    /// ends before its next event.
    ///
    /// - Returns: false when it had ended before.
    @discardableResult
    public func cancel(_ run: RunID) async throws -> Bool {
        if let active = active.withLock({ $0[run] }) {
            active.log?.read { $0.isCancelRequested = true }
            active.stop()
            do {
                return try await Race.run(limit: limits.cancellationGrace, clock: clock) {
                    do { return try await active.outcome().status == .cancelled } catch is CancellationError {
                        return true
                    }
                }
            } catch is TimeIsUp {
                guard let log = active.log else { return true }
                log.add(.finished(log.read { $0.ending("cancelled", at: now()) }))
                try await log.write()
                log.close(RunLog.cancelled)
                return true
            }
        }
        if journal == nil { return false }
        return try await put(run) { _, memory in
            let status = WorkflowStatus(memory)
            if status.isFinal { return (nil, false) }
            if status == .running { return (memory.isCancelRequested ? nil : .cancelRequested, true) }
            return (.finished(memory.ending("cancelled", at: now())), true)
        }
    }

    /// Appends what `decide` says to a run, and decides anew when somebody else was faster.
    private func put<Outcome>(
        _ run: RunID, _ decide: (Workflow, RunMemory) throws -> (Record?, Outcome)
    ) async throws -> Outcome {
        let journal = try needJournal()
        for _ in 0..<1000 {
            let (workflow, reading) = try await reading(run)
            let (record, outcome) = try decide(workflow, reading.memory)
            guard let record else { return outcome }
            do {
                try await journal.append([entry(record, run, reading.next)])
                return outcome
            } catch let error as KapellError where error.code == .conflict {
                continue
            }
        }
        throw KapellError(.conflict, "The run \(run) is written by too many at once.", isRetryable: true)
    }

    func entry(_ record: Record, _ run: RunID, _ sequence: Int) -> RunRecord.Entry {
        var event = JournalEvent(
            run: run, sequence: sequence, type: record.type, version: Record.version, time: now(), data: record.data)
        EventChecksum.add(to: &event)
        return RunRecord.Entry(event: event, content: [:])
    }

    /// Runs of these workflows, in this scope.
    var filter: RunFilter { RunFilter(kind: "workflow", subjects: workflows.keys.sorted(), scope: scope) }

    private func isOwn(_ run: RunSummary) -> Bool {
        run.kind == "workflow" && run.scope == scope && workflows[run.subject] != nil
    }

    /// Calls `body` with each run of these workflows that has not ended, the newest first, until it says false.
    func eachOpen(_ body: (RunSummary) async throws -> Bool) async throws {
        let journal = try needJournal()
        var last: RunID?
        while true {
            let runs = try await journal.runs(limit: 200, before: last)
            for run in runs where isOwn(run) && (run.status == .running || run.status == .paused) {
                guard try await body(run) else { return }
            }
            guard let end = runs.last else { return }
            last = end.id
        }
    }
}
