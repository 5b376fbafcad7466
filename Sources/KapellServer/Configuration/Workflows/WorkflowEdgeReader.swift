import KapellCore
import KapellVectors

/// Reads the ways of one workflow from values that the table has accepted.
struct WorkflowEdgeReader {
    var issues: IssueList
    let workflow: WorkflowSection
    /// The names below `nodes`.
    let nodes: [String]

    private static let forms: [(Set<String>, String)] = [
        (["from", "to"], "`{from, to}`"), (["join", "to"], "`{join, to}`"),
        (["from", "each", "to"], "`{from, each, to}`"), (["from", "when", "to"], "`{from, when, to}` with `else`"),
        (["from", "choose"], "`{from, choose}`"),
        (["from", "while", "back", "limit"], "`{from, while, back, limit}` with `to`"),
    ]

    mutating func edge(_ node: ConfigurationNode, _ path: String) -> WorkflowEdge? {
        let keys = Set(node.mapping?.map(\.key) ?? [])
        var needed = keys
        if keys.contains("when") { needed.remove("else") }
        if keys.contains("while") { needed.remove("to") }
        guard Self.forms.contains(where: { $0.0 == needed }) else {
            issues.add(
                node.position, key: path,
                "`\(path)` is no way: it has \(keys.sorted().map { "`\($0)`" }.joined(separator: ", ")).",
                remedy: "Write one of \(Self.forms.map(\.1).joined(separator: ", ")).")
            return nil
        }
        let to = node["to"].map { targets($0, "\(path).to") } ?? []
        if let join = node["join"] {
            let from = targets(join, "\(path).join", hasEnd: false)
            return single(to, node, path).map { .join(from, to: $0) }
        }
        guard let start = node["from"], let from = targets(start, "\(path).from", hasEnd: false).first else {
            return nil
        }
        if let each = node["each"] {
            guard let channel = list(each, "\(path).each"), let to = single(to, node, path) else { return nil }
            return .each(from: from, channel: channel, to: to)
        }
        if let when = node["when"] {
            guard let filter = condition(when, "\(path).when"), let to = single(to, node, path) else { return nil }
            let other = node["else"].map { targets($0, "\(path).else") }?.first ?? "end"
            return .branch(from: from, [.init(when: filter, to: to), .init(when: nil, to: other)])
        }
        if let choose = node["choose"] { return branch(from, choose, path) }
        if let condition = node["while"] {
            guard let filter = self.condition(condition, "\(path).while"), let back = node["back"],
                let target = targets(back, "\(path).back", hasEnd: false).first,
                let limit = node["limit"]?.scalar?.wholeNumber
            else { return nil }
            return .loop(from: from, while: filter, back: target, limit: limit, then: to.isEmpty ? ["end"] : to)
        }
        return .edge(from: from, to: to)
    }

    private mutating func branch(_ from: String, _ node: ConfigurationNode, _ path: String) -> WorkflowEdge? {
        var choices: [WorkflowEdge.Choice] = []
        let items = node.list ?? []
        for (index, item) in items.enumerated() {
            let place = "\(path).choose[\(index)]"
            guard let to = item["to"].map({ targets($0, "\(place).to") })?.first else { return nil }
            var filter: Filter?
            if let when = item["when"] {
                filter = condition(when, "\(place).when")
            } else if index + 1 < items.count {
                issues.add(
                    item.position, key: place, "`\(place)` always holds, and others follow it.",
                    remedy: "Give it a `when`, or move it to the end.")
            }
            choices.append(.init(when: filter, to: to))
        }
        if choices.last?.when != nil { choices.append(.init(when: nil, to: "end")) }
        return .branch(from: from, choices)
    }

    private mutating func single(_ to: [String], _ node: ConfigurationNode, _ path: String) -> String? {
        if to.count == 1 { return to.first }
        if to.count > 1 {
            issues.add(
                node["to"]?.position ?? node.position, key: "\(path).to", "`\(path).to` must be one node here.",
                remedy: "Name one; ways from it lead to several.")
        }
        return nil
    }

    /// The nodes that a value names.
    mutating func targets(_ node: ConfigurationNode, _ path: String, hasEnd: Bool = true) -> [String] {
        var result: [String] = []
        for item in node.list ?? [node] {
            guard let name = item.scalar?.text else { continue }
            if nodes.contains(name) || hasEnd && name == "end" {
                result.append(name)
            } else {
                issues.add(
                    item.position, key: path, "`\(path)` names the node `\(shown(name))`, which there is not.",
                    remedy: WorkflowNodeReader.remedy(name, nodes, "Add it below `nodes`."))
            }
        }
        return result
    }

    private mutating func list(_ node: ConfigurationNode, _ path: String) -> String? {
        guard let name = node.scalar?.text else { return nil }
        if let channel = workflow.channel(name), [.list, .any].contains(channel.kind) { return name }
        let lists = workflow.channels.filter { $0.kind == .list }.map(\.name)
        issues.add(
            node.position, key: path,
            workflow.channel(name) == nil
                ? "`\(path)` names the channel `\(shown(name))`, which there is not."
                : "`\(path)` names the channel `\(shown(name))`, which holds no list.",
            remedy: WorkflowNodeReader.remedy(name, lists, "Declare a channel of the type list."))
        return nil
    }

    private mutating func condition(_ node: ConfigurationNode, _ path: String) -> Filter? {
        guard let scalar = node.scalar, !scalar.isUnresolved else { return nil }
        do throws(FilterError) {
            let filter = try Filter(scalar.text)
            for problem in WorkflowCondition.problems(filter, workflow.channels) {
                issues.add(node.position, key: path, "`\(path)` \(problem.message)", remedy: problem.remedy)
            }
            return filter
        } catch {
            issues.add(node.position, key: path, "`\(path)`: \(error)", remedy: error.remedy)
            return nil
        }
    }
}
