/// Checks one file's values against the table. Goes on after an issue, so that one run finds them all.
struct ConfigurationValidator {
    var issues: IssueList

    /// Checks a whole file.
    mutating func checkRoot(_ root: ConfigurationNode) {
        guard let entries = root.mapping else {
            issues.add(
                root.position, "The file must hold keys and values; here is \(kind(of: root)).",
                remedy: "Begin with `version: 1`; `kapell init` writes an example.")
            return
        }
        check(entries, of: ConfigurationTable.root, below: "", at: .start(of: root.position.file))
    }

    private mutating func check(_ node: ConfigurationNode, _ shape: ConfigurationShape, path: String, example: String) {
        if case .scalar(let scalar) = node.content, scalar.isUnresolved { return }
        switch shape {
        case .any: break
        case .oneOrMore(let item):
            guard let items = node.list else { return check(node, item, path: path, example: example) }
            for (index, node) in items.enumerated() { check(node, item, path: "\(path)[\(index)]", example: example) }
        case .constant, .integer, .size, .text, .choice, .boolean, .duration:
            guard let scalar = node.scalar else { return refuse(node, shape, path, example) }
            check(scalar, shape, at: node.position, path: path, example: example)
        case .list(let item, let count):
            guard let items = node.list else { return refuse(node, shape, path, example) }
            guard count.contains(items.count) else {
                issues.add(
                    node.position, key: path,
                    "`\(path)` holds \(items.count) entries, and must hold \(count.lowerBound) to \(count.upperBound).",
                    remedy: "Write for example `\(example)`.")
                return
            }
            for (index, node) in items.enumerated() {
                check(node, item, path: "\(path)[\(index)]", example: example)
            }
        case .section(let keys):
            guard let entries = node.mapping else { return refuse(node, shape, path, example) }
            check(entries, of: keys, below: path, at: node.position)
        case .named(let rule, let value):
            guard let entries = node.mapping else { return refuse(node, shape, path, example) }
            for entry in entries { check(entry, named: rule, value, path: path, example: example) }
        case .either(let short, let keys):
            if let entries = node.mapping {
                check(entries, of: keys, below: path, at: node.position)
            } else if node.scalar != nil {
                check(node, short, path: path, example: example)
            } else {
                refuse(node, shape, path, example)
            }
        }
    }

    private mutating func check(
        _ entry: ConfigurationEntry, named rule: TextRule, _ shape: ConfigurationShape, path: String, example: String
    ) {
        let name = "\(path).\(shown(entry.key))"
        guard rule.accepts(entry.key) else {
            let explanation = rule.explain(entry.key, quotedValue(entry.key))
            issues.add(
                entry.keyPosition, key: name, "An entry of `\(path)` \(explanation.problem)",
                remedy: explanation.remedy ?? "Choose another name.")
            return
        }
        guard case .section(let keys) = shape else {
            return check(entry.value, shape, path: name, example: example)
        }
        guard let entries = entry.value.mapping else {
            let required = keys.keys.first(where: \.isRequired) ?? keys.keys.first
            return refuse(entry.value, shape, name, required?.example ?? "")
        }
        check(entries, of: keys, below: name, at: entry.keyPosition)
    }

    private mutating func check(
        _ entries: [ConfigurationEntry], of keys: ConfigurationKeys, below path: String, at position: SourcePosition
    ) {
        for entry in entries {
            let name = path.isEmpty ? shown(entry.key) : "\(path).\(shown(entry.key))"
            if let key = keys.key(named: entry.key) {
                check(entry.value, key.shape, path: name, example: key.example)
            } else if keys.reserved.contains(entry.key) {
                issues.add(
                    entry.keyPosition, key: name,
                    "`\(name)` is reserved for later; this version does not read it yet.",
                    remedy: "Remove it.")
            } else {
                issues.add(
                    entry.keyPosition, key: name, "`\(name)` is not a key that is known here.",
                    remedy: KeyAdvice.remedy(for: entry.key, among: keys, below: path))
            }
        }
        for key in keys.keys where key.isRequired && !entries.contains(where: { $0.key == key.name }) {
            let name = path.isEmpty ? key.name : "\(path).\(key.name)"
            issues.add(position, key: name, "`\(name)` is missing.", remedy: "Add `\(key.example)`.")
        }
    }

    private mutating func refuse(
        _ node: ConfigurationNode, _ shape: ConfigurationShape, _ path: String, _ example: String
    ) {
        let problem =
            node.scalar?.kind == .nothing
            ? "`\(path)` has no value." : "`\(path)` must be \(shape.noun); here is \(kind(of: node))."
        issues.add(node.position, key: path, problem, remedy: "Write for example `\(example)`.")
    }

    private func kind(of node: ConfigurationNode) -> String {
        switch node.content {
        case .scalar(let scalar): scalar.kind.noun
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}
