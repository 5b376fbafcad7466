import KapellCore
import KapellJSON
import KapellPrompts

/// Requests, programs, tools and transactions.
extension WorkflowNodeReader {
    /// The request or the program of a mapping.
    mutating func action(_ node: ConfigurationNode, _ path: String) -> WorkflowAction? {
        if node["http"] != nil { return request(node, path).map { .request($0) } }
        return program(node, path).map { .program($0) }
    }

    private mutating func request(_ node: ConfigurationNode, _ path: String) -> WorkflowRequest? {
        guard let address = node["http"], let url = template(address, "\(path).http") else { return nil }
        if url.names.isEmpty {
            do throws(KapellError) { _ = try HTTPPlace(url.text) } catch {
                issues.add(
                    address.position, key: "\(path).http", "`\(path).http`: \(error.message)",
                    remedy: error.remedy ?? "Correct it.")
            }
        }
        let body = node["body"].flatMap { json($0, "\(path).body") }
        var request = WorkflowRequest(
            url: url, method: node["method"]?.scalar?.text ?? (body == nil ? "GET" : "POST"), body: body)
        if let body = node["body"], ["GET", "HEAD"].contains(request.method) {
            issues.add(
                body.position, key: "\(path).body", "`\(path).body` cannot go with the method \(request.method).",
                remedy: "Remove it, or write another `method`.")
        }
        request.headers = fields(node["headers"], "\(path).headers") { $0.lowercased() }
        for entry in node["headers"]?.mapping ?? [] {
            let name = entry.key.lowercased()
            guard name != "content-type", ConfigurationDecoder.ownHeaders.contains(name) else { continue }
            issues.add(
                entry.keyPosition, key: "\(path).headers", "`\(path).headers.\(shown(entry.key))` cannot be set.",
                remedy: "Remove it: every request has this field already.")
        }
        request.accept = Set((node["accept"]?.list ?? []).compactMap { $0.scalar?.wholeNumber })
        request.allowsPrivateAddresses = node["private"]?.scalar?.boolean ?? false
        if let limit = node["limit"]?.scalar?.byteSize { request.limit = limit }
        return request
    }

    private mutating func program(_ node: ConfigurationNode, _ path: String) -> WorkflowProgram? {
        guard let list = node["subprocess"]?.list else { return nil }
        var arguments: [ValueTemplate] = []
        for (index, argument) in list.enumerated() {
            guard let template = template(argument, "\(path).subprocess[\(index)]") else { return nil }
            arguments.append(template)
        }
        if let first = arguments.first, !first.names.isEmpty || first.text.isEmpty {
            issues.add(
                list.first?.position ?? node.position, key: "\(path).subprocess[0]",
                "`\(path).subprocess` does not say which program it starts.",
                remedy: "Write the program itself first, such as `python3`.")
        }
        var program = WorkflowProgram(arguments: arguments, directory: node.directory)
        program.input = node["input"].flatMap { json($0, "\(path).input") }
        program.environment = fields(node["environment"], "\(path).environment") { $0 }
        program.memory = node["memory"]?.scalar?.byteSize
        if let limit = node["limit"]?.scalar?.byteSize { program.limit = limit }
        return program
    }

    private mutating func fields(
        _ node: ConfigurationNode?, _ path: String, _ name: (String) -> String
    ) -> [WorkflowField] {
        var fields: [WorkflowField] = []
        for entry in node?.mapping ?? [] {
            guard let value = template(entry.value, "\(path).\(shown(entry.key))") else { continue }
            let isSecret = entry.value.scalar?.variables.isEmpty == false
            fields.append(WorkflowField(name: name(entry.key), value: value, isSecret: isSecret))
        }
        return fields
    }

    /// What an action does to the world, and what takes it back.
    mutating func effect(
        of action: WorkflowAction, _ node: ConfigurationNode, _ path: String
    ) -> (effect: ActionEffect, undo: WorkflowAction?) {
        var undo: WorkflowAction?
        if let written = node["undo"] {
            let kinds = ["http", "subprocess"].filter { written[$0] != nil }
            if kinds.count == 1 {
                undo = self.action(written, "\(path).undo")
            } else {
                issues.add(
                    written.position, key: "\(path).undo", "`\(path).undo` must have `http` or `subprocess`.",
                    remedy: "Say with one of them how it is taken back.")
            }
            if let effect = node["effect"] {
                issues.add(
                    effect.position, key: "\(path).effect", "`\(path)` has `undo`, which says what `effect` would.",
                    remedy: "Remove one of them.")
            }
        }
        let written = node["effect"]?.scalar.flatMap { ActionEffect(rawValue: $0.text) }
        return (written ?? Self.usual(action), undo)
    }

    /// What holds where the file does not say it: by the method, as HTTP defines it.
    private static func usual(_ action: WorkflowAction) -> ActionEffect {
        guard case .request(let request) = action else { return .once }
        switch request.method {
        case "GET", "HEAD": return .pure
        case "PUT", "DELETE": return .idempotent
        default: return .once
        }
    }

    mutating func tool(_ node: ConfigurationNode, _ all: ConfigurationNode, _ path: String) -> WorkflowWork? {
        check(node, "\(path).tool", tools.map(\.name), "tool", "Declare it below `tools`.")
        let input = all["input"].map { json($0, "\(path).input") } ?? .object([])
        guard let tool = tools.first(where: { $0.name == node.scalar?.text }), let input else { return nil }
        if case .object(let members) = input {
            let known = tool.parameters["properties"]?.objectValue?.keys.map { $0 } ?? []
            for name in tool.parameters["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
            where !members.contains(where: { $0.key == name }) {
                issues.add(
                    all["input"]?.position ?? node.position, key: "\(path).input",
                    "`\(path)` gives the tool `\(tool.name)` no `\(shown(name))`.", remedy: "Add it below `input`.")
            }
            for member in members where tool.parameters["additionalProperties"] == false && !known.contains(member.key)
            {
                issues.add(
                    all["input"]?.position ?? node.position, key: "\(path).input",
                    "The tool `\(tool.name)` takes no `\(shown(member.key))`.",
                    remedy: Self.remedy(member.key, known, "Remove it."))
            }
        }
        return .tool(tool, input: input)
    }

    mutating func statements(_ node: ConfigurationNode, _ path: String) -> [WorkflowStatement]? {
        var statements: [WorkflowStatement] = []
        for (index, item) in (node.list ?? []).enumerated() {
            let place = "\(path).transaction[\(index)]"
            guard let sql = item["sql"], let text = sql.scalar?.text else { return nil }
            if let problem = StatementCheck.problem(text) {
                issues.add(sql.position, key: "\(place).sql", "`\(place).sql` \(problem.what)", remedy: problem.remedy)
            }
            var statement = WorkflowStatement(sql: text)
            for (number, value) in (item["values"]?.list ?? []).enumerated() {
                guard let value = json(value, "\(place).values[\(number)]") else { return nil }
                statement.values.append(value)
            }
            statements.append(statement)
        }
        return statements
    }
}

/// What a statement of a transaction must not do.
enum StatementCheck {
    private static let first: Set<String> = [
        "begin", "commit", "end", "rollback", "savepoint", "release", "attach", "detach", "pragma", "vacuum", "reindex",
    ]
    private static let own: Set<String> = [
        "events", "blobs", "runs", "leases", "begins", "waits", "journal", "grdb_migrations", "sqlite_master",
        "sqlite_schema",
    ]

    static func problem(_ sql: String) -> (what: String, remedy: String)? {
        if sql.contains("{{") {
            return ("has a value in its text.", "Write a mark, `?` or `$1`, and the value below `values`.")
        }
        let words = sql.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
        if let word = words.first, first.contains(word) {
            return (
                "begins with `\(word)`, which ends or leaves the transaction.",
                "Remove it: the statements of a node are one transaction by themselves."
            )
        }
        for (word, next) in zip(words, words.dropFirst())
        where ["from", "into", "update", "table", "join", "exists"].contains(word) && own.contains(next) {
            return ("touches `\(next)`, a table of the journal.", "Use tables of your own.")
        }
        return nil
    }
}
