import KapellCore
import KapellJSON

/// One rendering: what has been written, the variables, and what it has cost so far.
final class JinjaRun {
    let limits: JinjaLimits
    let names: JinjaNames
    let now: Timestamp
    /// The values that were given.
    let root = JinjaScope(nil)
    var output = ""
    /// Of the node that works, for errors.
    var line = 1
    private var steps = 0
    private var depth = 0
    private var work = 0

    // What may refer to itself, emptied at the end so that nothing is kept alive.
    private var scopes: [JinjaScope] = []
    private var namespaces: [JinjaNamespace] = []
    private var changedLists: [JinjaList] = []
    private var changedDicts: [JinjaDict] = []

    init(limits: JinjaLimits, names: JinjaNames, now: Timestamp) {
        self.limits = limits
        self.names = names
        self.now = now
    }

    func release() {
        for scope in scopes { scope.removeAll() }
        for namespace in namespaces { namespace.attributes.removeAll() }
        for list in changedLists { list.items = [] }
        for dict in changedDicts { dict.removeAll() }
        root.removeAll()
    }

    func fault(_ message: String) -> KapellError { JinjaFault.run(line, message) }

    // MARK: Work

    func step(_ count: Int = 1) throws(KapellError) {
        steps += count
        if steps > limits.steps {
            throw JinjaFault.limit(line, "it takes more than \(limits.steps) steps; it may be looping.")
        }
    }

    func charge(_ bytes: Int) throws(KapellError) {
        work += bytes
        if work > limits.workBytes {
            throw JinjaFault.limit(line, "it makes more than \(limits.workBytes) bytes of texts and lists.")
        }
    }

    func charged(_ text: String) throws(KapellError) -> String {
        try charge(text.utf8.count)
        return text
    }

    func enter() throws(KapellError) {
        depth += 1
        if depth > limits.evaluationDepth {
            depth -= 1
            throw JinjaFault.limit(line, "macros and expressions lie more than \(limits.evaluationDepth) deep.")
        }
        try step()
    }

    func leave() { depth -= 1 }

    func value(_ node: any JinjaExpression, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        try enter()
        defer { leave() }
        return try node.value(self, scope)
    }

    func execute(_ body: [any JinjaStatement], in scope: JinjaScope) throws(KapellError) -> JinjaFlow {
        try enter()
        defer { leave() }
        for statement in body {
            try step()
            let flow = try statement.execute(self, scope)
            if flow != .next { return flow }
        }
        return .next
    }

    // MARK: Output

    func emit(_ text: String) throws(KapellError) {
        try charge(text.utf8.count)
        output += text
        if output.utf8.count > limits.outputBytes {
            throw JinjaFault.limit(line, "it writes more than \(limits.outputBytes) bytes.")
        }
    }

    /// What `body` writes.
    func captured(_ body: () throws(KapellError) -> Void) throws(KapellError) -> String {
        var outer = ""
        swap(&outer, &output)
        do {
            try body()
        } catch {
            swap(&outer, &output)
            throw error
        }
        swap(&outer, &output)
        return outer
    }

    // MARK: Values

    func list(_ items: [JinjaValue], _ kind: JinjaList.Kind = .list) throws(KapellError) -> JinjaValue {
        try charge(24 * items.count)
        let depth = 1 + items.reduce(0) { max($0, $1.depth) }
        try check(dataDepth: depth)
        return .list(JinjaList(items, kind, depth: depth))
    }

    func set(_ dict: JinjaDict, _ key: JinjaValue, to value: JinjaValue) throws(KapellError) {
        try charge(48)
        dict.depth = max(dict.depth, value.depth + 1)
        try check(dataDepth: dict.depth)
        guard dict.set(key, to: value) else { throw fault("\(key.kindName) cannot be the key of a mapping.") }
    }

    func check(dataDepth depth: Int) throws(KapellError) {
        if depth > limits.dataDepth {
            throw JinjaFault.limit(line, "lists and mappings lie more than \(limits.dataDepth) deep.")
        }
    }

    func namespace() -> JinjaNamespace {
        let namespace = JinjaNamespace()
        namespaces.append(namespace)
        return namespace
    }

    func macro(_ node: JinjaMacroNode, _ scope: JinjaScope) -> JinjaMacro {
        scopes.append(scope)
        return JinjaMacro(node, scope)
    }

    /// To be called before a list is changed.
    func change(_ list: JinjaList) { changedLists.append(list) }

    /// To be called before a mapping is changed.
    func change(_ dict: JinjaDict) { changedDicts.append(dict) }

    /// A value of JSON as one of templates.
    func value(_ json: JSONValue, depth: Int) throws(KapellError) -> JinjaValue {
        try check(dataDepth: depth)
        switch json {
        case .null: return .none
        case .bool(let flag): return .bool(flag)
        case .integer(let number): return Int(exactly: number).map { .int($0) } ?? .float(Double(number))
        case .unsigned(let number): return .float(Double(number))
        case .number(let number): return .float(number)
        case .string(let text): return .string(text)
        case .array(let items):
            var values: [JinjaValue] = []
            values.reserveCapacity(items.count)
            for item in items { values.append(try value(item, depth: depth + 1)) }
            return try list(values)
        case .object(let object):
            let dict = JinjaDict()
            var inner = 0
            for (key, item) in object {
                let value = try value(item, depth: depth + 1)
                inner = max(inner, value.depth)
                dict.append(.string(key), value)
            }
            dict.depth = inner + 1
            return .dict(dict)
        }
    }
}
