import KapellCore
import KapellJSON
import KapellPrompts
import KapellWorkflows

/// Runs a node of a workflow in `kapell.yaml`.
struct NodeRun: Sendable {
    let node: WorkflowNode
    let channels: [String: GraphChannel]
    let services: (any WorkflowServices)?

    /// The channels that it may write.
    var writes: [String] {
        if case .set(let all) = node.work { return all.map(\.channel) }
        return node.into.map { [$0] } ?? []
    }

    func run(_ step: Step) async throws {
        var values = step.state.json
        values["item"] = try? step.item(JSONValue.self)
        values["run"] = .string(step.run.description)
        if case .set(let all) = node.work {
            for assignment in all { try channels[assignment.channel]?.write(step, assignment.value.value(values)) }
            return
        }
        let result = try await result(step, values)
        guard let into = node.into, let channel = channels[into] else { return }
        guard let shape = node.shape else { return try channel.write(step, result) }
        values["result"] = result
        try channel.write(step, shape.value(values))
    }

    private func result(_ step: Step, _ values: JSONObject) async throws -> JSONValue {
        switch node.work {
        case .prompt(let name, let input):
            guard let input = input.value(values).objectValue else {
                throw KapellError(
                    .invalidRequest, "The input of the prompt `\(name)` is no object.",
                    remedy: "Write `input: {name: \"{{value}}\"}`.")
            }
            return try await work(step, values) { try await $0.prompt(name, input) { step.emit(token: $0) } }
        case .model(let name, let messages, let maximum):
            let request = ModelRequest(
                messages: messages.map { message in
                    ModelMessage(
                        ModelMessage.Role(rawValue: message.role) ?? .user, message.content.rendered(values))
                }, maximumResponseTokens: maximum)
            return try await work(step, values) { try await $0.model(name, request) { step.emit(token: $0) } }
        case .ask(let knowledge, let question):
            let question = question.rendered(values)
            return try await work(step, values) { try await $0.ask(knowledge, question) }
        case .search(let knowledge, let question, let count):
            let question = question.rendered(values)
            return try await work(step, values) { try await $0.search(knowledge, question, count: count) }
        case .read(let path):
            let path = path.rendered(values)
            return try await work(step, values) { try await $0.read(path) }
        case .write(let path, let text):
            let (path, text) = (path.rendered(values), text.rendered(values))
            // The same text in the same place: a gap closes itself.
            return try await work(step, values, .idempotent) { try await $0.write(text, to: path) }
        case .match(let phrases, let text):
            return PhraseMatch.json(phrases.value(values), in: text.rendered(values))
        case .approve(let prompt, let show, let wait):
            return .bool(
                try await step.approve(
                    prompt.rendered(values), showing: show?.value(values), within: wait.within,
                    otherwise: wait.otherwise?.boolValue))
        case .request(let prompt, let schema, let wait):
            return try await step.ask(
                prompt.rendered(values), schema: schema, within: wait.within, otherwise: wait.otherwise)
        case .edit(let prompt, let value, let schema, let wait):
            return try await step.edit(
                value.value(values), prompt.rendered(values), schema: schema, within: wait.within,
                otherwise: wait.otherwise)
        case .sleep(let time):
            try await step.sleep(for: time)
            return .null
        case .wait(let event, let key, let time):
            return try await step.wait(for: event.rendered(values), key: key?.rendered(values) ?? "", within: time)
                ?? .null
        case .action(let action, let effect, let undo):
            return try await act(step, action, effect, undo, values, node.timeout)
        case .tool(let tool, let input):
            let given = try tool.checked(input.value(values), in: node.name)
            var inner = given
            inner["run"] = values["run"]
            return try await act(step, tool.action, tool.effect, tool.undo, inner, node.timeout ?? tool.timeout)
        case .transaction(let statements):
            let calls = statements.map { ($0.sql, $0.values.map { $0.value(values) }) }
            return try await step.transaction("transaction") { connection in
                var rows: [JSONObject] = []
                for (sql, values) in calls { rows = try connection.execute(sql, values) }
                return JSONValue.array(rows.map { .object($0) })
            }
        case .set, .workflow: return .null
        }
    }

    /// Does what reaches beyond this process, as one effect of its kind.
    private func act(
        _ step: Step, _ action: WorkflowAction, _ effect: ActionEffect, _ undo: WorkflowAction?, _ values: JSONObject,
        _ timeout: Duration?
    ) async throws -> JSONValue {
        let run = self
        let kind: WorkflowEffect<JSONValue> =
            if let undo {
                .compensable { key in
                    do {
                        _ = try await undo.perform(try run.needServices(), values, key: key, timeout: timeout)
                    } catch let error as EffectNotDone {
                        throw error.reason
                    }
                }
            } else {
                switch effect {
                case .pure: .pure
                case .idempotent: .idempotent
                case .once: .once()
                }
            }
        let isPure = undo == nil && effect == .pure
        let result = try await step.effect(node.work.kind, kind) { key in
            try await timed {
                try await action.perform(try needServices(), values, key: isPure ? nil : key, timeout: timeout)
            }
        }
        return result["output"] ?? .null
    }

    /// A replay takes what is in the journal, and needs none.
    private func needServices() throws(KapellError) -> any WorkflowServices {
        if let services { return services }
        throw KapellError(
            .internalError, "The node `\(node.name)` cannot run: its workflow was only read to be looked at.")
    }

    /// Does the node's work as one effect: what it gave and took is in the journal, and not done again.
    private func work(
        _ step: Step, _ values: JSONObject, _ kind: WorkflowEffect<JSONValue> = .pure,
        _ body: (any WorkflowServices) async throws -> NodeResult
    ) async throws -> JSONValue {
        let result = try await step.effect(node.work.kind, kind) { _ in
            let services = try needServices()
            if node.work.costs { try step.budget.check() }
            return try await timed {
                let result = try await body(services)
                if result.usage != ModelUsage() || result.dollars != nil {
                    // What was paid is kept, also where it was more than was left: the next request is refused.
                    try? step.charge(result.usage, dollars: result.dollars ?? 0)
                }
                return result
            }
        }
        return result["output"] ?? .null
    }

    /// What a node's work gave, as the journal keeps it, with the time that it took.
    private func timed(_ work: () async throws -> NodeResult) async throws -> JSONValue {
        let clock = ContinuousClock()
        let began = clock.now
        let result = try await work()
        return result.json(milliseconds: began.duration(to: clock.now) / .milliseconds(1))
    }
}

extension WorkflowTool {
    /// What it is given, if its schema takes that.
    fileprivate func checked(_ input: JSONValue, in node: String) throws -> JSONObject {
        let violations = try JSONSchema(parameters).validate(input)
        guard violations.isEmpty, let object = input.objectValue else {
            throw KapellError(
                .invalidRequest,
                "The node `\(node)` gives the tool `\(name)` a wrong input: "
                    + violations.prefix(3).map(\.description).joined(separator: "; "),
                remedy: "Correct its `input`, or the tool's `parameters`.", isRetryable: false)
        }
        return object
    }
}
