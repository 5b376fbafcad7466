public import KapellJSON

/// A typed place in the state of a workflow.
///
/// ```swift
/// let question = Channel("question", "")
/// let notes = Channel("notes", [String](), .append())
/// ```
///
/// A channel is known by its name, so that the same constant reads and writes it in every workflow that has it.
public struct Channel<Value: WorkflowValue>: Sendable {
    public let name: String
    /// What it holds before anything was written.
    public let initial: Value
    public let reducer: Reducer<Value>

    public init(_ name: String, _ initial: Value, _ reducer: Reducer<Value> = .plain) {
        self.name = name
        self.initial = initial
        self.reducer = reducer
    }

    /// A write of `value` from outside of a node: the input of a run, or a correction of its state.
    ///
    /// - Throws: when the value has no form in JSON.
    public func callAsFunction(_ value: Value) throws -> ChannelWrite {
        ChannelWrite(channel: name, value: try value.workflowJSON())
    }
}

extension Channel: ChannelDefinition {
    public func form() throws -> ChannelForm {
        let kind: ChannelForm.Kind =
            switch reducer.kind {
            case .plain: .plain
            case .append: .append
            case .merge: .merge
            case .own(let name, let combine):
                .own(name) { held, written in
                    try combine(Value(workflowJSON: held), Value(workflowJSON: written)).workflowJSON()
                }
            }
        return ChannelForm(
            name: name, type: Value.workflowTypeName, typeID: ObjectIdentifier(Value.self),
            initial: try initial.workflowJSON(), kind: kind,
            check: { _ = try Value(workflowJSON: $0) })
    }
}

/// A value for a channel, by its name.
public struct ChannelWrite: Sendable, Hashable {
    public var channel: String
    public var value: JSONValue

    public init(channel: String, value: JSONValue) {
        self.channel = channel
        self.value = value
    }
}
