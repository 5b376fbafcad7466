import KapellCore
import KapellJSON
import KapellPrompts

/// Names and templates in a node.
extension WorkflowNodeReader {
    /// The channel that a value names.
    mutating func channel(_ node: ConfigurationNode, _ path: String) -> String? {
        guard let name = node.scalar?.text else { return nil }
        known(name, node.position, path)
        return name
    }

    mutating func known(_ channel: String, _ position: SourcePosition, _ path: String) {
        let names = workflow.channels.map(\.name)
        guard !names.contains(channel) else { return }
        issues.add(
            position, key: path, "`\(path)` names the channel `\(shown(channel))`, which there is not.",
            remedy: Self.remedy(channel, names, "Declare it below `channels`."))
    }

    mutating func check(
        _ node: ConfigurationNode, _ path: String, _ names: [String], _ what: String, _ remedy: String
    ) {
        guard let name = node.scalar?.text, !names.contains(name) else { return }
        issues.add(
            node.position, key: path, "`\(path)` names the \(what) `\(shown(name))`, which there is not.",
            remedy: Self.remedy(name, names, remedy))
    }

    static func remedy(_ name: String, _ names: [String], _ otherwise: String) -> String {
        guard !names.isEmpty else { return otherwise }
        if let near = nearestName(to: name, in: names), near.isClose { return "Did you mean `\(near.name)`?" }
        return "There are \(names.map { "`\($0)`" }.joined(separator: ", ")). \(otherwise)"
    }

    mutating func template(_ node: ConfigurationNode, _ path: String) -> ValueTemplate? {
        guard let scalar = node.scalar, !scalar.isUnresolved else { return nil }
        return template(scalar.text, node.position, path, hasResult: false)
    }

    private mutating func template(
        _ text: String, _ position: SourcePosition, _ path: String, hasResult: Bool
    ) -> ValueTemplate? {
        let own = ["item", "run"] + (hasResult ? ["result"] : [])
        do throws(KapellError) {
            let template = try ValueTemplate(text, name: path)
            for name in template.names.sorted() where !own.contains(name) {
                let names = workflow.channels.map(\.name)
                guard !names.contains(name) else { continue }
                issues.add(
                    position, key: path, "`\(path)` shows `{{\(shown(name))}}`, which is no \(noun).",
                    remedy: Self.remedy(
                        name, names + own, "`item` is the item of `each`, `run` the run's name."))
            }
            return template
        } catch {
            issues.add(position, key: path, error.message, remedy: error.remedy ?? "Correct the template.")
            return nil
        }
    }

    /// JSON whose texts are templates.
    mutating func json(_ node: ConfigurationNode, _ path: String, hasResult: Bool = false) -> JSONTemplate? {
        switch node.content {
        case .scalar(let scalar):
            guard scalar.kind == .text else { return .value(node.json) }
            guard scalar.text.contains("{{") else { return .value(.string(scalar.text)) }
            return template(scalar.text, node.position, path, hasResult: hasResult).map { .text($0) }
        case .list(let items):
            var result: [JSONTemplate] = []
            for (index, item) in items.enumerated() {
                guard let item = json(item, "\(path)[\(index)]", hasResult: hasResult) else { return nil }
                result.append(item)
            }
            return .list(result)
        case .mapping(let entries):
            var members: [JSONTemplate.Member] = []
            for entry in entries {
                guard let value = json(entry.value, "\(path).\(shown(entry.key))", hasResult: hasResult) else {
                    return nil
                }
                members.append(.init(key: entry.key, value: value))
            }
            return .object(members)
        }
    }
}
