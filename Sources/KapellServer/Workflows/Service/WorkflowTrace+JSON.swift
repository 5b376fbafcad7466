import KapellCore
import KapellJSON
import KapellWorkflows

extension WorkflowTrace {
    /// How the nodes stand, by their names, those inside of others with the names around them. The last task of a node
    /// counts, but one of several at the same time that is not done counts more.
    var lights: [String: NodeLight] {
        var lights: [String: (step: Int, light: NodeLight)] = [:]
        for task in tasks {
            let outer = task.graph.split(separator: "/").map { $0.prefix { $0 != "[" && $0 != "@" } + "/" }.joined()
            let name = outer + task.node
            if let held = lights[name], held.step > task.step || held.step == task.step && held.light != .done {
                continue
            }
            lights[name] = (task.step, task.light)
        }
        return lights.mapValues(\.light)
    }

    /// `{"steps", "usage", "dollars", "error"}`: a step for each task.
    var json: JSONObject {
        var usage: [String: Int] = [:]
        var dollars = 0.0
        var hasPrice = false
        for effect in tasks.flatMap(\.effects) {
            for (key, value) in effect["usage"]?.objectValue ?? [:] {
                usage[key] = usage[key, default: 0].clampedAdding(value.intValue ?? 0)
            }
            if let cost = effect["dollars"]?.doubleValue {
                dollars += cost
                hasPrice = true
            }
        }
        return [
            "steps": .array(tasks.map { .object(json(of: $0)) }),
            "lights": .object(
                JSONObject(lights.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value.rawValue)) })),
            "usage": .object(
                JSONObject(usage.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.integer(Int64($0.value))) })),
            "dollars": hasPrice ? .number(dollars) : .null,
        ]
    }

    private func json(of task: Task) -> JSONObject {
        var json: JSONObject = [
            "path": .string(task.path), "node": .string(task.node), "kind": JSONValue(kind(of: task)),
            "step": .integer(Int64(task.step)), "status": .string(task.light.rawValue),
            "began_ms": .number(milliseconds(task.began)), "event": .integer(Int64(task.event)),
        ]
        if !task.graph.isEmpty { json["graph"] = .string(task.graph) }
        json["ms"] = task.ended.map { .number(Double($0.clampedSubtracting(task.began)) / 1e6) }
        json["item"] = task.item
        json["writes"] = .object(JSONObject(task.writes))
        if !task.effects.isEmpty { json["effects"] = .array(task.effects.map { .object($0) }) }
        if !task.waits.isEmpty { json["waits"] = .array(task.waits.map { .object($0) }) }
        return json
    }
}
