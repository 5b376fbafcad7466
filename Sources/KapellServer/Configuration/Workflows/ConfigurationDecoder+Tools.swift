import KapellJSON
import KapellWorkflows

extension ConfigurationDecoder {
    /// Reads `tools`.
    mutating func readTools(_ entries: [ConfigurationEntry]) -> [WorkflowTool] {
        entries.compactMap { tool($0) }
    }

    private mutating func tool(_ entry: ConfigurationEntry) -> WorkflowTool? {
        let node = entry.value
        let path = "tools.\(shown(entry.key))"
        let kinds = ["http", "subprocess"].filter { node[$0] != nil }
        guard kinds.count == 1 else {
            issues.add(
                entry.keyPosition, key: path,
                "`\(path)` must have `http` or `subprocess`\(kinds.isEmpty ? "" : ", and not both").",
                remedy: "Say with one of them what it does.")
            return nil
        }
        let parameters = node["parameters"]?.json ?? [:]
        do throws(SchemaError) { _ = try JSONSchema(parameters) } catch {
            issues.add(
                node["parameters"]?.position ?? entry.keyPosition, key: "\(path).parameters",
                "`\(path).parameters` is no JSON Schema: \(error)", remedy: "Write for example `{type: object}`.")
            return nil
        }
        let names = parameters["properties"]?.objectValue?.keys.map { $0 } ?? []
        guard parameters["type"] == "object", names.allSatisfy({ $0 != "run" }) else {
            issues.add(
                node["parameters"]?.position ?? entry.keyPosition, key: "\(path).parameters",
                "`\(path).parameters` must be the schema of an object without a `run`.",
                remedy: "Write `{type: object, properties: {…}}`; `run` stands for the run's name.")
            return nil
        }
        // Templates of a tool show its parameters, as those of a node show channels.
        var scope = WorkflowSection(name: entry.key)
        scope.channels = names.map { WorkflowChannel(name: $0, kind: .any, initial: .null) }
        var reader = WorkflowNodeReader(issues: issues, workflow: scope, knowledge: [], workflows: [])
        reader.noun = "parameter"
        guard let action = reader.action(node, path) else {
            issues = reader.issues
            return nil
        }
        let (effect, undo) = reader.effect(of: action, node, path)
        issues = reader.issues
        return WorkflowTool(
            name: entry.key, description: node["description"]?.scalar?.text, parameters: parameters, action: action,
            effect: effect, undo: undo, timeout: reader.duration(node["timeout"]))
    }

    /// The queue of a workflow: its own, or the one that it names.
    func queue(_ node: ConfigurationNode, _ workflow: String) -> WorkflowQueue {
        if let name = node.scalar?.text { return WorkflowQueue(name) }
        return WorkflowQueue(
            node["name"]?.scalar?.text ?? workflow, concurrency: node["concurrency"]?.scalar?.wholeNumber,
            begins: node["begins"]?.scalar?.wholeNumber,
            per: node["per"]?.scalar.flatMap(DurationText.duration) ?? .seconds(1))
    }

    /// Refuses two workflows that say different limits of one queue. One that only names it takes the other's.
    mutating func checkQueues(_ sections: [WorkflowSection], _ entries: [ConfigurationEntry]) {
        var known: [String: (queue: WorkflowQueue, workflow: String)] = [:]
        for section in sections {
            guard let queue = section.queue, queue.concurrency != nil || queue.begins != nil else { continue }
            guard let other = known[queue.name] else {
                known[queue.name] = (queue, section.name)
                continue
            }
            let node = entries.first { $0.key == section.name }?.value["queue"]
            if other.queue != queue, let node {
                issues.add(
                    node.position, key: "workflows.\(section.name).queue",
                    "`workflows.\(section.name).queue` gives the queue `\(queue.name)` other limits than "
                        + "`workflows.\(other.workflow).queue`.",
                    remedy: "Write the limits in one of them, and `queue: \(queue.name)` in the other.")
            }
        }
    }
}
