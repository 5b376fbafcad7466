import KapellCore
import KapellJSON
import KapellPrompts

/// Reads the nodes of one workflow from values that the table has accepted.
struct WorkflowNodeReader {
    var issues: IssueList
    let workflow: WorkflowSection
    let knowledge: [String]
    let workflows: [String]
    var tools: [WorkflowTool] = []
    /// What values in templates are called.
    var noun = "channel"

    /// The keys that say what a node does, each with those that go with it.
    static let kinds: [(key: String, needs: [String], takes: [String])] = [
        ("prompt", [], ["input"]), ("model", ["messages"], ["maximum_tokens"]), ("ask", ["question"], []),
        ("search", ["question"], ["count"]), ("read", [], []), ("write", ["text"], []), ("match", ["text"], []),
        ("set", [], []), ("approve", [], ["show", "within", "otherwise"]),
        ("request", [], ["schema", "within", "otherwise"]),
        ("edit", ["value"], ["schema", "within", "otherwise"]), ("sleep", [], []), ("wait", [], ["key", "within"]),
        ("workflow", [], ["passing", "returning"]),
        ("http", [], ["method", "headers", "body", "accept", "private", "limit", "effect", "undo"]),
        ("subprocess", [], ["input", "environment", "memory", "limit", "effect", "undo"]), ("tool", [], ["input"]),
        ("transaction", [], []),
    ]
    private static let common: Set<String> = ["into", "as", "retry", "timeout", "cache", "description"]

    mutating func node(_ entry: ConfigurationEntry, _ path: String) -> WorkflowNode? {
        let node = entry.value
        let keys = node.mapping?.map(\.key) ?? []
        let found = Self.kinds.filter { keys.contains($0.key) }
        guard let kind = found.first, found.count == 1 else {
            let names = Self.kinds.map { "`\($0.key)`" }.joined(separator: ", ")
            issues.add(
                entry.keyPosition, key: path,
                found.isEmpty
                    ? "`\(path)` does not say what it does."
                    : "`\(path)` does several things: \(found.map { "`\($0.key)`" }.joined(separator: " and ")).",
                remedy: found.isEmpty ? "Give it one of \(names)." : "Make a node of each.")
            return nil
        }
        for key in node.mapping ?? [] {
            guard key.key != kind.key, !Self.common.contains(key.key), !kind.needs.contains(key.key),
                !kind.takes.contains(key.key)
            else { continue }
            let owners = Self.kinds.filter { ($0.needs + $0.takes).contains(key.key) }.map { "`\($0.key)`" }
            guard !owners.isEmpty else { continue }
            issues.add(
                key.keyPosition, key: "\(path).\(key.key)",
                "`\(path).\(key.key)` goes with \(owners.joined(separator: ", ")), not with `\(kind.key)`.",
                remedy: "Remove it.")
        }
        for key in kind.needs where node[key] == nil {
            issues.add(
                entry.keyPosition, key: path, "`\(path)` has `\(kind.key)` and no `\(key)`.",
                remedy: "Add `\(key)`.")
        }
        guard let work = work(kind.key, node, path) else { return nil }
        var result = WorkflowNode(name: entry.key, work: work, place: entry.keyPosition.description)
        result.description = node["description"]?.scalar?.text
        result.into = node["into"].flatMap { channel($0, "\(path).into") }
        if result.into != nil, ["set", "sleep", "workflow"].contains(kind.key) {
            issues.add(
                node["into"]?.position ?? entry.keyPosition, key: "\(path).into",
                "`\(path)` has no result: `\(kind.key)` gives none.", remedy: "Remove `into`.")
        }
        if let shape = node["as"] {
            result.shape = json(shape, "\(path).as", hasResult: true)
            if node["into"] == nil {
                issues.add(
                    shape.position, key: "\(path).as", "`\(path)` has `as` and no `into`.",
                    remedy: "Name the channel that it is written into.")
            }
        }
        if let retry = node["retry"] {
            result.attempts = (retry.scalar ?? retry["attempts"]?.scalar)?.wholeNumber ?? 1
            if let delay = retry["delay"]?.scalar.flatMap(DurationText.duration) { result.delay = delay }
        }
        result.timeout = duration(node["timeout"])
        result.cache = node["cache"]?.list.map { $0.compactMap { channel($0, "\(path).cache") } }
        return result
    }

    private mutating func work(_ kind: String, _ node: ConfigurationNode, _ path: String) -> WorkflowWork? {
        guard let main = node[kind] else { return nil }
        let name = main.scalar?.text ?? ""
        func text(_ key: String, _ reader: inout WorkflowNodeReader) -> ValueTemplate? {
            node[key].flatMap { reader.template($0, "\(path).\(key)") }
        }
        switch kind {
        case "prompt":
            let input = node["input"].flatMap { json($0, "\(path).input") } ?? .object([])
            return .prompt(name, input: input)
        case "model":
            var messages: [WorkflowWork.Message] = []
            for (index, message) in (node["messages"]?.list ?? []).enumerated() {
                guard let content = message["content"].flatMap({ template($0, "\(path).messages[\(index)].content") })
                else { return nil }
                messages.append(.init(role: message["role"]?.scalar?.text ?? "user", content: content))
            }
            return .model(name, messages: messages, maximumTokens: node["maximum_tokens"]?.scalar?.wholeNumber)
        case "ask", "search":
            check(main, "\(path).\(kind)", knowledge, "knowledge base", "Declare it below `knowledge`.")
            guard let question = text("question", &self) else { return nil }
            if kind == "ask" { return .ask(name, question: question) }
            return .search(name, question: question, count: node["count"]?.scalar?.wholeNumber ?? 10)
        case "read": return text(kind, &self).map { .read($0) }
        case "write":
            guard let file = text(kind, &self), let content = text("text", &self) else { return nil }
            return .write(file, text: content)
        case "match":
            guard let phrases = json(main, "\(path).match"), let content = text("text", &self) else { return nil }
            return .match(phrases, text: content)
        case "set":
            var all: [WorkflowWork.Assignment] = []
            for entry in main.mapping ?? [] {
                known(entry.key, entry.keyPosition, "\(path).set.\(shown(entry.key))")
                guard let value = json(entry.value, "\(path).set.\(shown(entry.key))") else { return nil }
                all.append(.init(channel: entry.key, value: value))
            }
            return .set(all)
        case "approve":
            let patience = patience(node, path)
            if let value = patience.otherwise, value.boolValue == nil {
                issues.add(
                    node["otherwise"]?.position ?? main.position, key: "\(path).otherwise",
                    "`\(path).otherwise` must be true or false: that is what `approve` gives.",
                    remedy: "Write `otherwise: false`.")
            }
            let show = node["show"].flatMap { json($0, "\(path).show") }
            return text(kind, &self).map { .approve($0, show: show, wait: patience) }
        case "request":
            let (schema, patience) = (schema(node, path), patience(node, path))
            return text(kind, &self).map { .request($0, schema: schema, wait: patience) }
        case "edit":
            let (schema, patience) = (schema(node, path), patience(node, path))
            guard let prompt = text(kind, &self), let value = node["value"].flatMap({ json($0, "\(path).value") })
            else { return nil }
            return .edit(prompt, value: value, schema: schema, wait: patience)
        case "sleep": return duration(main).map { .sleep($0) }
        case "wait":
            let key = text("key", &self)
            return text(kind, &self).map { .wait($0, key: key, within: duration(node["within"])) }
        case "workflow":
            check(main, "\(path).workflow", workflows, "workflow", "Declare it below `workflows`.")
            func list(_ key: String, _ reader: inout WorkflowNodeReader) -> [String] {
                (node[key]?.list ?? []).compactMap { reader.channel($0, "\(path).\(key)") }
            }
            return .workflow(name, passing: list("passing", &self), returning: list("returning", &self))
        case "http", "subprocess":
            guard let action = action(node, path) else { return nil }
            let (effect, undo) = effect(of: action, node, path)
            return .action(action, effect: effect, undo: undo)
        case "tool": return tool(main, node, path)
        case "transaction": return statements(main, path).map { .transaction($0) }
        default: return nil
        }
    }

    private mutating func patience(_ node: ConfigurationNode, _ path: String) -> WorkflowWork.Patience {
        if let otherwise = node["otherwise"], node["within"] == nil {
            issues.add(
                otherwise.position, key: "\(path).otherwise", "`\(path)` has `otherwise`, and waits for ever.",
                remedy: "Say how long with `within`.")
        }
        return .init(within: duration(node["within"]), otherwise: node["otherwise"]?.json)
    }

    private mutating func schema(_ node: ConfigurationNode, _ path: String) -> JSONValue? {
        guard let schema = node["schema"] else { return nil }
        do throws(SchemaError) {
            _ = try JSONSchema(schema.json)
        } catch {
            issues.add(
                schema.position, key: "\(path).schema", "`\(path).schema` is no JSON Schema: \(error)",
                remedy: "Write for example `schema: {type: string}`.")
        }
        return schema.json
    }

    func duration(_ node: ConfigurationNode?) -> Duration? { node?.scalar.flatMap(DurationText.duration) }
}
