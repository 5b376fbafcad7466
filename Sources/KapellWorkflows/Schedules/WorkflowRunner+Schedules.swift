import KapellCore
import KapellJSON

extension EventType {
    /// The whole of a schedule, with its last occurrence.
    static let schedule = EventType(rawValue: "schedule")
}

/// Schedules lie in the journal, as runs of the kind `schedule` that sleep until their next occurrence.
extension WorkflowRunner {
    /// Writes a schedule down. One of the same name is changed; the same schedule once more changes nothing.
    ///
    /// Its first occurrence is the first one after now. Runs are begun by a ``WorkflowWorker`` that knows the workflow.
    ///
    /// - Throws: `.notFound` for a workflow that the runner does not have; `.invalidRequest` for an input that it does not
    ///   take; what the journal throws.
    public func schedule(_ schedule: WorkflowSchedule) async throws {
        _ = try beginning(try workflow(named: schedule.workflow), schedule.input, about: "")
        let id = scheduleID(schedule.name)
        for _ in 0..<100 {
            let known = try await read(id)
            if known?.state.schedule == schedule, known?.isEnded == false { return }
            let next = schedule.cron.next(after: Timestamp(nanoseconds: now()))
            let state = ScheduleState(schedule: schedule, next: next, last: known?.state.last)
            if try await write(state, id, after: known?.last) { return }
        }
        throw KapellError(.conflict, "The schedule `\(schedule.name)` is written by too many at once.")
    }

    /// Ends a schedule. Runs that it has begun go on.
    ///
    /// - Returns: false when there is none of this name.
    @discardableResult
    public func unschedule(_ name: String) async throws -> Bool {
        let id = scheduleID(name)
        for _ in 0..<100 {
            guard let known = try await read(id), !known.isEnded else { return false }
            let finish = FinishRecord(status: "cancelled", error: nil, milliseconds: 0)
            if try await put([entry(.finished(finish), id, known.last + 1)]) { return true }
        }
        throw KapellError(.conflict, "The schedule `\(name)` is written by too many at once.")
    }

    /// The schedules of this scope, by name.
    public func schedules() async throws -> [ScheduleState] {
        let journal = try needJournal()
        var states: [ScheduleState] = []
        // Their identifiers say the beginning of time.
        var last = RunID("00000000010000000000000000")
        while let before = last {
            let runs = try await journal.runs(limit: 500, before: before)
            for run in runs where run.kind == "schedule" && run.scope == scope && run.status == .paused {
                if let known = try await read(run.id) { states.append(known.state) }
            }
            last = runs.last?.id
        }
        return states.sorted { $0.schedule.name < $1.schedule.name }
    }

    /// Begins what schedules say is due.
    ///
    /// - Throws: what the journal throws; the first error of a schedule, when the others have been looked at.
    func fireSchedules() async throws {
        let journal = try needJournal()
        var filter = filter
        filter.kind = "schedule"
        var failure: (any Error)?
        for run in try await journal.dueRuns(filter, until: now(), limit: 1000) {
            do {
                try await fire(run.id)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    private func fire(_ id: RunID) async throws {
        guard let known = try await read(id), !known.isEnded, let first = known.state.next?.nanoseconds else { return }
        let schedule = known.state.schedule
        let workflow = try workflow(named: schedule.workflow)
        let (due, last, next) = schedule.due(from: first, at: now())
        for moment in due {
            do {
                try await enqueue(
                    workflow, input: schedule.input, queue: schedule.queue,
                    id: occurrenceID(schedule.name, moment))
            } catch let error as KapellError where error.code == .conflict {
                // Another worker has begun it, or this one before it died.
            }
        }
        let state = ScheduleState(
            schedule: schedule, next: next.map { Timestamp(nanoseconds: $0) },
            last: last.map { Timestamp(nanoseconds: $0) } ?? known.state.last)
        // Where another was faster, it has written the same.
        _ = try await write(state, id, after: known.last)
    }

    private struct Known {
        var state: ScheduleState
        /// The number of its last event.
        var last: Int
        var isEnded: Bool
    }

    private func read(_ id: RunID) async throws -> Known? {
        let entries = try await needJournal().events(of: id, from: 0, limit: 1000)
        guard let last = entries.last?.event, let event = entries.last(where: { $0.event.type == .schedule })?.event
        else { return nil }
        guard EventChecksum.holds(for: event), let json = event.data["schedule"]?.objectValue else {
            throw Record.damaged(event)
        }
        func moment(_ key: String) -> Timestamp? {
            event.data[key]?.intValue.map { Timestamp(nanoseconds: Int64($0)) }
        }
        return Known(
            state: ScheduleState(schedule: try WorkflowSchedule(json), next: moment("next"), last: moment("last")),
            last: last.sequence, isEnded: last.type == .runFinished)
    }

    /// - Returns: false when another has written meanwhile.
    private func write(_ state: ScheduleState, _ id: RunID, after last: Int?) async throws -> Bool {
        var entries: [RunRecord.Entry] = []
        func add(_ type: EventType, _ data: JSONObject) {
            var event = JournalEvent(
                run: id, sequence: (last ?? -1) + 1 + entries.count, type: type, time: now(), data: data)
            EventChecksum.add(to: &event)
            entries.append(RunRecord.Entry(event: event, content: [:]))
        }
        if last == nil {
            var data: JSONObject = ["kind": "schedule", "subject": .string(state.schedule.workflow)]
            if !scope.isEmpty { data["scope"] = .string(scope) }
            add(.runStarted, data)
        }
        var data: JSONObject = ["schedule": .object(state.schedule.json)]
        data["next"] = state.next.map { .integer($0.nanoseconds) }
        data["last"] = state.last.map { .integer($0.nanoseconds) }
        add(.schedule, data)
        add(.runPaused, PauseRecord(status: "sleeping", until: state.next?.nanoseconds, graph: nil).data)
        guard try await put(entries) else { return false }
        // The past is in it.
        if let first = entries.first?.event.sequence, last != nil {
            do {
                _ = try await needJournal().removeEvents(of: id, before: first)
            } catch let error as KapellError where error.code == .unsupported {}
        }
        return true
    }

    private func put(_ entries: [RunRecord.Entry]) async throws -> Bool {
        do {
            try await needJournal().append(entries)
            return true
        } catch let error as KapellError where error.code == .conflict {
            return false
        }
    }

    private func scheduleID(_ name: String) -> RunID {
        var generator = SplitMix64(seed: StableHash.value("schedule/\(scope)/\(name)".utf8))
        return RunID(milliseconds: 0, using: &generator)
    }

    private func occurrenceID(_ name: String, _ moment: Int64) -> RunID {
        var generator = SplitMix64(seed: StableHash.value("occurrence/\(scope)/\(name)/\(moment)".utf8))
        return RunID(milliseconds: moment / 1_000_000, using: &generator)
    }
}
