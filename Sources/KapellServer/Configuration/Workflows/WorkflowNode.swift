package import KapellJSON
package import KapellPrompts

/// A node of a workflow in `kapell.yaml`.
package struct WorkflowNode: Sendable, Hashable {
    package var name: String
    package var work: WorkflowWork
    /// The channel of its result.
    package var into: String?
    /// What is written there, made from the result; `nil` writes the result itself.
    package var shape: JSONTemplate?
    package var attempts = 1
    package var delay = Duration.milliseconds(200)
    package var timeout: Duration?
    package var cache: [String]?
    package var description: String?
    /// Where it stands: `file:line:column`.
    package var place: String
}

/// What a node does.
package enum WorkflowWork: Sendable, Hashable {
    case prompt(String, input: JSONTemplate)
    case model(String, messages: [Message], maximumTokens: Int?)
    case ask(String, question: ValueTemplate)
    case search(String, question: ValueTemplate, count: Int)
    case read(ValueTemplate)
    case write(ValueTemplate, text: ValueTemplate)
    case match(JSONTemplate, text: ValueTemplate)
    case set([Assignment])
    case approve(ValueTemplate, show: JSONTemplate?, wait: Patience)
    case request(ValueTemplate, schema: JSONValue?, wait: Patience)
    case edit(ValueTemplate, value: JSONTemplate, schema: JSONValue?, wait: Patience)
    case sleep(Duration)
    case wait(ValueTemplate, key: ValueTemplate?, within: Duration?)
    case workflow(String, passing: [String], returning: [String])
    case action(WorkflowAction, effect: ActionEffect, undo: WorkflowAction?)
    case tool(WorkflowTool, input: JSONTemplate)
    case transaction([WorkflowStatement])

    package struct Message: Sendable, Hashable {
        package var role: String
        package var content: ValueTemplate
    }

    package struct Assignment: Sendable, Hashable {
        package var channel: String
        package var value: JSONTemplate
    }

    /// How long a person is waited for, and what holds when nobody answered.
    package struct Patience: Sendable, Hashable {
        package var within: Duration?
        package var otherwise: JSONValue?
    }

    /// Whether it asks a model.
    package var costs: Bool {
        switch self {
        case .prompt, .model, .ask: true
        default: false
        }
    }

    /// One word for what it does, as the file writes it.
    package var kind: String {
        switch self {
        case .prompt: "prompt"
        case .model: "model"
        case .ask: "ask"
        case .search: "search"
        case .read: "read"
        case .write: "write"
        case .match: "match"
        case .set: "set"
        case .approve: "approve"
        case .request: "request"
        case .edit: "edit"
        case .sleep: "sleep"
        case .wait: "wait"
        case .workflow: "workflow"
        case .action(let action, _, _): action.kind
        case .tool: "tool"
        case .transaction: "transaction"
        }
    }
}

/// JSON whose texts are templates.
package indirect enum JSONTemplate: Sendable, Hashable {
    case value(JSONValue)
    case text(ValueTemplate)
    case list([JSONTemplate])
    case object([Member])

    package struct Member: Sendable, Hashable {
        package var key: String
        package var value: JSONTemplate
    }

    package func value(_ values: JSONObject) -> JSONValue {
        switch self {
        case .value(let value): return value
        case .text(let template): return template.value(values)
        case .list(let items): return .array(items.map { $0.value(values) })
        case .object(let members):
            var object = JSONObject()
            for member in members { object[member.key] = member.value.value(values) }
            return .object(object)
        }
    }
}
