public import KapellJSON
package import KapellWorkflows

/// `workflows.NAME`: a graph of work, read and checked.
public struct WorkflowSection: Sendable, Hashable {
    /// The name it is run by: `[a-z0-9][a-z0-9_-]{0,63}`.
    public var name: String
    /// What it is for; `nil` when it is not said.
    public var description: String?
    /// Of its state.
    public var version = 1
    /// Its state, in the order of the file.
    public var channels: [WorkflowChannel] = []
    package var starts: [String] = []
    package var nodes: [WorkflowNode] = []
    package var edges: [WorkflowEdge] = []
    package var migrations: [WorkflowMigration] = []
    package var budget: Allowance?
    package var schedule: WorkflowSchedule?
    /// Out of which workers take its runs; `nil` for runs that begin at once.
    package var queue: WorkflowQueue?
    /// Where it stands: `file:line:column`.
    package var place = ""

    /// Its nodes' names, in the order of the file.
    public var nodeNames: [String] { nodes.map(\.name) }

    package func channel(_ name: String) -> WorkflowChannel? { channels.first { $0.name == name } }

    /// JSON Schema of a run's input: any of the channels.
    public var inputSchema: JSONValue {
        var properties: JSONObject = [:]
        for channel in channels { properties[channel.name] = channel.schema }
        return ["type": "object", "properties": .object(properties), "additionalProperties": false]
    }
}

/// A channel of a workflow in `kapell.yaml`.
public struct WorkflowChannel: Sendable, Hashable {
    /// What it holds.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case text, number, integer, boolean, list, object, any

        var empty: JSONValue {
            switch self {
            case .text: ""
            case .number, .integer: 0
            case .boolean: false
            case .list: []
            case .object: [:]
            case .any: .null
            }
        }

        /// Whether a value is of the kind.
        func holds(_ value: JSONValue) -> Bool {
            switch self {
            case .text: value.stringValue != nil
            case .number: value.doubleValue != nil
            case .integer: value.intValue != nil
            case .boolean: value.boolValue != nil
            case .list: value.arrayValue != nil
            case .object: value.objectValue != nil
            case .any: true
            }
        }
    }

    /// What a write does.
    public enum Reduction: String, Sendable, Hashable, CaseIterable {
        case replace, append, merge, sum, max, min
    }

    public var name: String
    public var kind: Kind
    public var reduction = Reduction.replace
    /// What it holds at first.
    public var initial: JSONValue
    public var description: String?

    /// Its JSON Schema.
    public var schema: JSONValue {
        var schema: JSONObject = [:]
        switch kind {
        case .text: schema["type"] = "string"
        case .list: schema["type"] = "array"
        case .any: break
        default: schema["type"] = .string(kind.rawValue)
        }
        if let description { schema["description"] = .string(description) }
        if initial != kind.empty { schema["default"] = initial }
        return .object(schema)
    }
}
