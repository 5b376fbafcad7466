import KapellCore
import KapellJSON

extension EventType {
    static let workflowResumed = EventType.runResumed
    static let workflowTask = EventType(rawValue: "workflow.task")
    static let workflowStep = EventType(rawValue: "workflow.step")
    static let workflowIntent = EventType(rawValue: "workflow.intent")
    static let workflowResult = EventType(rawValue: "workflow.result")
    static let workflowUndone = EventType(rawValue: "workflow.undone")
    static let workflowWait = EventType(rawValue: "workflow.wait")
    static let workflowAnswer = EventType.runAnswered
    static let workflowEvent = EventType.runEvent
    static let workflowCancel = EventType.runCancel
    static let workflowEdited = EventType(rawValue: "workflow.edited")
    static let workflowMigrated = EventType(rawValue: "workflow.migrated")
    static let workflowPaused = EventType.runPaused
}

extension Record {
    /// The newest version of the shapes below that this program reads and writes.
    static let version = 1

    var type: EventType {
        switch self {
        case .started: .runStarted
        case .resumed: .workflowResumed
        case .task: .workflowTask
        case .step: .workflowStep
        case .intent: .workflowIntent
        case .result: .workflowResult
        case .undone: .workflowUndone
        case .wait: .workflowWait
        case .answer: .workflowAnswer
        case .delivered: .workflowEvent
        case .spent: .cost
        case .cancelRequested: .workflowCancel
        case .edited: .workflowEdited
        case .checkpoint: .checkpoint
        case .migrated: .workflowMigrated
        case .paused: .workflowPaused
        case .finished: .runFinished
        }
    }

    /// The record's data. What is empty is left out.
    var data: JSONObject {
        switch self {
        case .started(let start): start.data
        case .resumed(let more, let budget): Self.resumption(more, budget)
        case .task(let path, let writes): ["task": .string(path), "writes": Self.json(writes)]
        case .step(let step): step.data
        case .intent(let intent): intent.data
        case .result(let id, let value): ["id": .string(id), "value": value]
        case .undone(let id): ["id": .string(id)]
        case .wait(let wait): wait.data
        case .answer(let answer): answer.data
        case .delivered(let event): event.data
        case .spent(let spent): spent.data
        case .cancelRequested: [:]
        case .edited(let writes): ["writes": Self.json(writes)]
        case .checkpoint(let checkpoint), .migrated(let checkpoint): checkpoint.data
        case .paused(let pause): pause.data
        case .finished(let finish): finish.data
        }
    }

    private static func resumption(_ more: Int, _ budget: Allowance?) -> JSONObject {
        var data = JSONObject()
        if more != 0 { data["more"] = .integer(Int64(more)) }
        data["budget"] = budget.map { .object($0.json) }
        return data
    }

    static func json(_ channels: [ChannelForm]) -> JSONValue {
        .array(channels.map { .array([.string($0.name), .string($0.kindName), $0.initial]) })
    }

    static func json(_ writes: [ChannelWrite]) -> JSONValue {
        .array(writes.map { .array([.string($0.channel), $0.value]) })
    }
}

extension StartRecord {
    var data: JSONObject {
        var data: JSONObject = [
            "kind": "workflow", "subject": .string(workflow), "version": .integer(Int64(version)),
            "schema": .string(schema), "durability": .string(durability.rawValue),
        ]
        data["channels"] = Record.json(channels)
        if !input.isEmpty { data["input"] = Record.json(input) }
        for (name, value) in [("queue", queue), ("scope", scope), ("about", about)] where !value.isEmpty {
            data[name] = .string(value)
        }
        data["budget"] = budget.map { .object($0.json) }
        if let forkedFrom {
            data["forked_from"] = ["run": .string(forkedFrom.run), "event": .integer(Int64(forkedFrom.event))]
        }
        return data
    }
}

extension StepRecord {
    var data: JSONObject {
        var data = JSONObject()
        if !graph.isEmpty { data["graph"] = .string(graph) }
        data["step"] = .integer(Int64(step))
        if !writes.isEmpty {
            data["writes"] = .object(JSONObject(writes.map { ($0.task, Record.json($0.writes)) }))
        }
        if !made.isEmpty { data["made"] = Record.json(made) }
        if !next.isEmpty { data["next"] = .array(next.map(\.json)) }
        Progress.put(joins, loops, into: &data)
        return data
    }
}

extension Progress {
    static func put(_ joins: [[String]], _ loops: [Int], into data: inout JSONObject) {
        if joins.contains(where: { !$0.isEmpty }) {
            data["joins"] = .array(joins.map { .array($0.map { .string($0) }) })
        }
        if loops.contains(where: { $0 != 0 }) { data["loops"] = .array(loops.map { .integer(Int64($0)) }) }
    }
}

extension IntentRecord {
    var data: JSONObject {
        var data: JSONObject = ["id": .string(id), "effect": .string(kind), "key": .string(key)]
        if let input { data["input"] = .string(input) }
        return data
    }
}

extension WaitRecord {
    var data: JSONObject {
        var data: JSONObject = ["id": .string(id), "for": .string(kind.rawValue)]
        if !prompt.isEmpty { data["prompt"] = .string(prompt) }
        data["value"] = value
        data["schema"] = schema
        data["until"] = until.map { .integer($0) }
        data["event"] = event.map { .string($0) }
        data["key"] = key.map { .string($0) }
        return data
    }
}

extension AnswerRecord {
    var data: JSONObject {
        var data: JSONObject = ["id": .string(id)]
        data["value"] = value
        if isFromOutside { data["outside"] = true }
        return data
    }
}

extension SpendRecord {
    /// The usage's members; what the money is, is written exactly.
    var data: JSONObject {
        var data: JSONObject = ["task": .string(task)]
        data.merge(usage.json.objectValue ?? [:])
        data["calls"] = .integer(Int64(calls))
        if nanodollars != 0 { data["nanodollars"] = .integer(nanodollars) }
        return data
    }
}

extension Spending {
    var data: JSONObject {
        [
            "tokens": .integer(Int64(tokens)), "nanodollars": .integer(nanodollars), "calls": .integer(Int64(calls)),
        ]
    }

    init(data: JSONObject) {
        self.init(
            tokens: data["tokens"]?.intValue ?? 0, nanodollars: Int64(data["nanodollars"]?.intValue ?? 0),
            calls: data["calls"]?.intValue ?? 0)
    }
}

extension DeliveredRecord {
    var data: JSONObject { ["event": .string(event), "key": .string(key), "value": value] }
}

extension CheckpointRecord {
    var data: JSONObject {
        var data: JSONObject = [
            "what": .string("state before step \(progress.step)"), "version": .integer(Int64(version)),
            "schema": .string(schema), "channels": Record.json(channels), "step": .integer(Int64(progress.step)),
            "next": .array(progress.tasks.map(\.json)),
        ]
        Progress.put(progress.joins, progress.loops, into: &data)
        if !renamed.isEmpty {
            data["renamed"] = .array(renamed.map { .array([.string($0.old), .string($0.new)]) })
        }
        if granted != 0 { data["granted"] = .integer(Int64(granted)) }
        if spent != Spending() { data["spent"] = .object(spent.data) }
        data["budget"] = budget.map { .object($0.json) }
        if !inbox.isEmpty { data["inbox"] = .array(inbox.map { .object($0.data) }) }
        return data
    }
}

extension PauseRecord {
    var data: JSONObject {
        var data: JSONObject = ["status": .string(status)]
        data["until"] = until.map { .integer($0) }
        data["graph"] = graph.map { .string($0) }
        return data
    }
}

extension FinishRecord {
    var data: JSONObject {
        var data: JSONObject = ["status": .string(status), "duration_ms": .number(milliseconds)]
        data["error"] = error?.json
        return data
    }
}
