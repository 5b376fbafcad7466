import KapellCore
import KapellJSON
import KapellWorkflows

/// What a run did, task by task, as its journal tells it: what each began with, wrote, did, asked, took and cost.
struct WorkflowTrace {
    struct Task {
        var path: String
        var node: String
        var graph: String
        var step: Int
        var item: JSONValue?
        var light = NodeLight.running
        var began: Int64
        var ended: Int64?
        /// The number of the last event before the task: the state that it saw.
        var event: Int
        var writes: [(String, JSONValue)] = []
        var effects: [JSONObject] = []
        var waits: [JSONObject] = []
    }

    let workflow: String
    private(set) var tasks: [Task] = []
    private var places: [String: Int] = [:]
    private let started: Int64
    private let status: RunSummary.Status
    /// The step of the run's own graph that comes.
    private var top = 0
    private let kinds: [String: String]

    init(_ record: RunRecord, sections: [WorkflowSection]) {
        workflow = record.summary.subject
        started = record.summary.started
        status = record.summary.status
        let section = sections.first { $0.name == record.summary.subject }
        kinds = Dictionary(
            (section?.nodes ?? []).map { ($0.name, $0.work.kind) }, uniquingKeysWith: { first, _ in first })
        let starts = section.map { $0.starts.isEmpty ? $0.nodes.prefix(1).map(\.name) : $0.starts } ?? []
        for entry in record.entries { note(entry.event, starts) }
        finish()
    }

    private mutating func note(_ event: JournalEvent, _ starts: [String]) {
        let data = event.data
        switch event.type.rawValue {
        case "run.started":
            for node in Set(starts).sorted() { add("\(node)@0", event) }
        case "checkpoint", "workflow.migrated":
            let step = data["step"]?.intValue ?? 0
            top = step
            for task in data["next"]?.arrayValue ?? [] { add(task, "", step, event) }
        case "workflow.task":
            guard let path = data["task"]?.stringValue else { return }
            let place = add(path, event)
            tasks[place].writes += Self.writes(data["writes"])
            tasks[place].light = .done
            tasks[place].ended = event.time
        case "workflow.step": step(data, event)
        case "workflow.intent":
            guard let id = data["id"]?.stringValue else { return }
            let place = add(Self.task(of: id), event)
            var effect: JSONObject = ["name": .string(Self.name(of: id)), "status": "begun"]
            effect["key"] = data["key"]
            tasks[place].effects.append(effect)
        case "workflow.result":
            guard let id = data["id"]?.stringValue else { return }
            result(id, data["value"] ?? .null, event)
        case "workflow.undone":
            guard let id = data["id"]?.stringValue, let place = places[Self.task(of: id)] else { return }
            let name = JSONValue.string(Self.name(of: id))
            if let index = tasks[place].effects.lastIndex(where: { $0["name"] == name }) {
                tasks[place].effects[index]["status"] = "undone"
            }
        case "workflow.wait":
            guard let id = data["id"]?.stringValue else { return }
            let place = add(Self.task(of: id), event)
            tasks[place].waits.append(data)
        case "workflow.answer":
            guard let id = data["id"]?.stringValue, let place = places[Self.task(of: id)] else { return }
            for index in tasks[place].waits.indices where tasks[place].waits[index]["id"] == .string(id) {
                tasks[place].waits[index]["answer"] = data["value"] ?? .null
                tasks[place].waits[index]["answered_ms"] = .number(Double(event.time.clampedSubtracting(started)) / 1e6)
            }
        default: break
        }
    }

    private mutating func step(_ data: JSONObject, _ event: JournalEvent) {
        let graph = data["graph"]?.stringValue ?? ""
        let step = data["step"]?.intValue ?? 0
        for (local, writes) in data["writes"]?.objectValue ?? [:] {
            let place = add(Self.path(local, graph, step), event)
            tasks[place].writes += Self.writes(writes)
        }
        for index in tasks.indices where tasks[index].graph == graph && tasks[index].step == step {
            tasks[index].light = .done
            if tasks[index].ended == nil { tasks[index].ended = event.time }
        }
        if graph.isEmpty { top = step + 1 }
        for task in data["next"]?.arrayValue ?? [] { add(task, graph, step + 1, event) }
    }

    private mutating func result(_ id: String, _ value: JSONValue, _ event: JournalEvent) {
        let place = add(Self.task(of: id), event)
        let name = JSONValue.string(Self.name(of: id))
        var effect: JSONObject = ["name": name, "status": "done"]
        for key in ["ms", "model", "usage", "dollars", "run"] { effect[key] = value[key] }
        effect["result"] = value["output"] ?? value
        if let index = tasks[place].effects.lastIndex(where: { $0["name"] == name && $0["status"] == "begun" }) {
            effect["key"] = tasks[place].effects[index]["key"]
            tasks[place].effects[index] = effect
        } else {
            tasks[place].effects.append(effect)
        }
    }

    private mutating func finish() {
        for index in tasks.indices where tasks[index].light == .running {
            // Those of steps that were pruned.
            if tasks[index].graph.isEmpty, tasks[index].step < top {
                tasks[index].light = .done
                continue
            }
            let isAsked = tasks[index].waits.contains { $0["answer"] == nil }
            if isAsked {
                tasks[index].light = .waiting
            } else if status == .failed {
                tasks[index].light = .failed
            }
        }
    }

    private mutating func add(_ task: JSONValue, _ graph: String, _ step: Int, _ event: JournalEvent) {
        if let node = task.stringValue {
            add(Self.path(node, graph, step), event)
        } else if let node = task["node"]?.stringValue, let number = task["place"]?.intValue {
            let place = add(Self.path("\(node)[\(number)]", graph, step), event)
            tasks[place].item = task["item"]
        }
    }

    @discardableResult
    private mutating func add(_ path: String, _ event: JournalEvent) -> Int {
        if let place = places[path] { return place }
        let graph = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        let local = graph.isEmpty ? path : String(path.dropFirst(graph.utf8.count + 1))
        let step = local.lastIndex(of: "@").flatMap { Int(local[local.index(after: $0)...]) } ?? 0
        places[path] = tasks.count
        tasks.append(
            Task(
                path: path, node: String(local.prefix { $0 != "[" && $0 != "@" }), graph: graph, step: step,
                began: event.time, event: event.sequence))
        return tasks.count - 1
    }

    /// What a task's node does, where it is one of the run's own graph.
    func kind(of task: Task) -> String? { task.graph.isEmpty ? kinds[task.node] : nil }

    /// Since the run began.
    func milliseconds(_ time: Int64) -> Double { Double(time.clampedSubtracting(started)) / 1e6 }

    private static func path(_ local: String, _ graph: String, _ step: Int) -> String {
        graph.isEmpty ? "\(local)@\(step)" : "\(graph)/\(local)@\(step)"
    }

    private static func task(of id: String) -> String { id.lastIndex(of: "/").map { String(id[..<$0]) } ?? id }

    private static func name(of id: String) -> String {
        let last = id.lastIndex(of: "/").map { id[id.index(after: $0)...] } ?? Substring(id)
        return String(last.prefix { $0 != "#" })
    }

    private static func writes(_ json: JSONValue?) -> [(String, JSONValue)] {
        (json?.arrayValue ?? []).compactMap { write in
            guard let pair = write.arrayValue, pair.count == 2, let name = pair[0].stringValue else { return nil }
            return (name, pair[1])
        }
    }
}
