import KapellCore
import KapellJSON

extension Record {
    /// Reads an event of a run; `nil` for events of other parts of the program.
    ///
    /// - Throws: `.unsupported` for a version or a kind of event that only a newer program knows; `.corrupt` for one
    ///   that is not what was written.
    init?(_ event: JournalEvent) throws(KapellError) {
        let known: Set<EventType> = [.runStarted, .runFinished, .checkpoint]
        let isSpending = event.type == .cost && event.data["task"] != nil
        guard event.type.rawValue.hasPrefix("workflow.") || known.contains(event.type) || isSpending else { return nil }
        guard (1...Self.version).contains(event.version) else {
            throw KapellError(
                .unsupported,
                "Event \(event.sequence) of the run \(event.run) has version \(event.version) of `\(event.type.rawValue)`; "
                    + "this program reads up to \(Self.version).",
                remedy: "Go on with the program that wrote it, or a newer one.")
        }
        guard known.contains(event.type) || isSpending || Self.types.contains(event.type) else {
            throw KapellError(
                .unsupported,
                "Event \(event.sequence) of the run \(event.run) is `\(event.type.rawValue)`, which this program does "
                    + "not know.",
                remedy: "Go on with the program that wrote it, or a newer one.")
        }
        guard EventChecksum.holds(for: event) else { throw Self.damaged(event) }
        let reader = RecordReader(event: event)
        switch event.type {
        case .runStarted: self = .started(try reader.start())
        case .workflowResumed:
            self = .resumed(more: event.data["more"]?.intValue ?? 0, budget: try reader.budget())
        case .cost: self = .spent(try reader.spent())
        case .workflowTask: self = .task(path: try reader.text("task"), writes: try reader.writes("writes"))
        case .workflowStep: self = .step(try reader.step())
        case .workflowIntent:
            self = .intent(
                IntentRecord(
                    id: try reader.text("id"), kind: try reader.text("effect"), key: try reader.text("key"),
                    input: event.data["input"]?.stringValue))
        case .workflowResult: self = .result(id: try reader.text("id"), value: try reader.value("value"))
        case .workflowUndone: self = .undone(id: try reader.text("id"))
        case .workflowWait: self = .wait(try reader.wait())
        case .workflowAnswer:
            self = .answer(
                AnswerRecord(
                    id: try reader.text("id"), value: event.data["value"],
                    isFromOutside: event.data["outside"]?.boolValue ?? false))
        case .workflowEvent: self = .delivered(try reader.delivered(event.data))
        case .workflowCancel: self = .cancelRequested
        case .workflowEdited: self = .edited(try reader.writes("writes"))
        case .checkpoint: self = .checkpoint(try reader.checkpoint())
        case .workflowMigrated: self = .migrated(try reader.checkpoint())
        case .workflowPaused:
            self = .paused(
                PauseRecord(
                    status: try reader.text("status"), until: event.data["until"]?.intValue.map { Int64($0) },
                    graph: event.data["graph"]?.stringValue))
        case .runFinished: self = .finished(try reader.finish())
        default: return nil
        }
    }

    private static let types: Set<EventType> = [
        .workflowResumed, .workflowTask, .workflowStep, .workflowIntent, .workflowResult, .workflowUndone,
        .workflowWait, .workflowAnswer, .workflowEvent, .workflowCancel, .workflowEdited, .workflowMigrated,
        .workflowPaused,
    ]

    static func damaged(_ event: JournalEvent) -> KapellError {
        KapellError(
            .corrupt, "Event \(event.sequence) of the run \(event.run) is damaged.",
            remedy: "Restore the journal from a backup, or fork the run from an event before it.")
    }
}

/// Takes a record apart.
struct RecordReader {
    let event: JournalEvent

    func value(_ key: String) throws(KapellError) -> JSONValue {
        guard let value = event.data[key] else { throw Record.damaged(event) }
        return value
    }

    func text(_ key: String) throws(KapellError) -> String {
        guard let text = event.data[key]?.stringValue else { throw Record.damaged(event) }
        return text
    }

    func whole(_ key: String) throws(KapellError) -> Int {
        guard let number = event.data[key]?.intValue, number >= 0 else { throw Record.damaged(event) }
        return number
    }

    func writes(_ key: String) throws(KapellError) -> [ChannelWrite] { try writes(event.data[key] ?? .array([])) }

    func writes(_ json: JSONValue) throws(KapellError) -> [ChannelWrite] {
        guard let list = json.arrayValue else { throw Record.damaged(event) }
        var writes: [ChannelWrite] = []
        for entry in list {
            guard let pair = entry.arrayValue, pair.count == 2, let channel = pair[0].stringValue else {
                throw Record.damaged(event)
            }
            writes.append(ChannelWrite(channel: channel, value: pair[1]))
        }
        return writes
    }

    func start() throws(KapellError) -> StartRecord {
        guard event.data["kind"]?.stringValue == "workflow" else {
            throw KapellError(.invalidRequest, "The run \(event.run) is not one of a workflow.")
        }
        var fork: (run: String, event: Int)?
        if let from = event.data["forked_from"], let run = from["run"]?.stringValue, let at = from["event"]?.intValue {
            fork = (run, at)
        }
        return StartRecord(
            workflow: try text("subject"), version: try whole("version"), schema: try text("schema"),
            durability: Durability(rawValue: try text("durability")) ?? .sync, channels: try channels(),
            input: try writes("input"), forkedFrom: fork, queue: event.data["queue"]?.stringValue ?? "",
            scope: event.data["scope"]?.stringValue ?? "", about: event.data["about"]?.stringValue ?? "",
            budget: try budget(), time: event.time)
    }

    func step() throws(KapellError) -> StepRecord {
        var all: [(task: String, writes: [ChannelWrite])] = []
        if let object = event.data["writes"]?.objectValue {
            for (task, json) in object { all.append((task, try writes(json))) }
        }
        return StepRecord(
            graph: event.data["graph"]?.stringValue ?? "", step: try whole("step"), writes: all,
            made: try writes("made"), next: try tasks(),
            joins: joins(), loops: loops())
    }

    func checkpoint() throws(KapellError) -> CheckpointRecord {
        let channels = try channels()
        var inbox: [DeliveredRecord] = []
        for entry in event.data["inbox"]?.arrayValue ?? [] { inbox.append(try delivered(entry.objectValue ?? [:])) }
        return CheckpointRecord(
            channels: channels,
            progress: Progress(
                values: channels.map(\.initial), step: try whole("step"), tasks: try tasks(), joins: joins(),
                loops: loops()),
            version: try whole("version"), schema: try text("schema"), granted: event.data["granted"]?.intValue ?? 0,
            inbox: inbox, spent: Spending(data: event.data["spent"]?.objectValue ?? [:]), budget: try budget(),
            renamed: (event.data["renamed"]?.arrayValue ?? []).compactMap { pair in
                guard let old = pair[0]?.stringValue, let new = pair[1]?.stringValue else { return nil }
                return (old, new)
            })
    }

    func wait() throws(KapellError) -> WaitRecord {
        guard let kind = Interrupt.Kind(rawValue: try text("for")) else {
            throw KapellError(
                .unsupported, "The run \(event.run) waits for `\(try text("for"))`, which this program does not know.",
                remedy: "Go on with the program that wrote it, or a newer one.")
        }
        return WaitRecord(
            id: try text("id"), kind: kind, prompt: event.data["prompt"]?.stringValue ?? "", value: event.data["value"],
            schema: event.data["schema"], until: event.data["until"]?.intValue.map { Int64($0) },
            event: event.data["event"]?.stringValue, key: event.data["key"]?.stringValue)
    }

    func spent() throws(KapellError) -> SpendRecord {
        SpendRecord(
            task: try text("task"), usage: ModelUsage(event.data),
            nanodollars: Int64(event.data["nanodollars"]?.intValue ?? 0), calls: event.data["calls"]?.intValue ?? 0)
    }

    func budget() throws(KapellError) -> Allowance? {
        guard let json = event.data["budget"] else { return nil }
        guard let object = json.objectValue, let budget = try? Allowance(object) else { throw Record.damaged(event) }
        return budget
    }

    func delivered(_ object: JSONObject) throws(KapellError) -> DeliveredRecord {
        guard let name = object["event"]?.stringValue, let key = object["key"]?.stringValue, let value = object["value"]
        else { throw Record.damaged(event) }
        return DeliveredRecord(event: name, key: key, value: value)
    }

    func finish() throws(KapellError) -> FinishRecord {
        var error: KapellError?
        if let object = event.data["error"] {
            error = KapellError(
                object["code"]?.stringValue.flatMap { KapellError.Code(rawValue: $0) } ?? .internalError,
                object["message"]?.stringValue ?? "", remedy: object["remedy"]?.stringValue,
                isRetryable: object["retryable"]?.boolValue)
        }
        return FinishRecord(
            status: try text("status"), error: error, milliseconds: event.data["duration_ms"]?.doubleValue ?? 0)
    }

    private func tasks() throws(KapellError) -> [GraphTask] {
        var tasks: [GraphTask] = []
        for json in event.data["next"]?.arrayValue ?? [] {
            guard let task = GraphTask(json) else { throw Record.damaged(event) }
            tasks.append(task)
        }
        return tasks
    }

    private func channels() throws(KapellError) -> [ChannelForm] {
        guard let list = event.data["channels"]?.arrayValue else { throw Record.damaged(event) }
        var channels: [ChannelForm] = []
        for json in list {
            guard let channel = ChannelForm(recorded: json) else { throw Record.damaged(event) }
            channels.append(channel)
        }
        return channels
    }

    private func joins() -> [[String]] {
        (event.data["joins"]?.arrayValue ?? []).map { ($0.arrayValue ?? []).compactMap(\.stringValue) }
    }

    private func loops() -> [Int] { (event.data["loops"]?.arrayValue ?? []).map { $0.intValue ?? 0 } }
}
