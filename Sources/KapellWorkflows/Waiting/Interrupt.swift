public import KapellCore
public import KapellJSON

/// Something that a run waits for.
public struct Interrupt: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A person says yes or no.
        case approval
        /// A person gives a value.
        case input
        /// A person corrects a value.
        case edit
        /// An effect was begun, and nobody knows whether it happened; a person finds out and says it. The answer is
        /// `{"happened": false}`, or `{"happened": true, "result": …}` with what the effect gave.
        case inDoubt = "in_doubt"
        /// A moment.
        case timer
        /// An event from outside, see ``WorkflowRunner/deliver(_:key:value:)``.
        case event
    }

    /// Names it in its run; the same however often the node runs.
    public let id: String
    public let kind: Kind
    /// What the person is told.
    public let prompt: String
    /// What is to be approved or corrected; of an effect in doubt, its idempotency key.
    public let value: JSONValue?
    /// JSON Schema of the answer.
    public let schema: JSONValue?
    /// After this nothing is waited for any more.
    public let deadline: Timestamp?
    /// The event's name and key.
    public let event: String?
    public let key: String?

    /// The task that waits.
    public var path: String { id.lastIndex(of: "/").map { String(id[..<$0]) } ?? "" }

    /// Whether a person must answer.
    public var isForPerson: Bool { kind != .timer && kind != .event }

    init(_ wait: WaitRecord) {
        id = wait.id
        kind = wait.kind
        prompt = wait.prompt
        value = wait.value
        schema = wait.schema
        deadline = wait.until.map { Timestamp(nanoseconds: $0) }
        event = wait.event
        key = wait.key
    }

    public var json: JSONObject {
        var json: JSONObject = ["id": .string(id), "kind": .string(kind.rawValue), "prompt": .string(prompt)]
        json["value"] = value
        json["schema"] = schema
        json["deadline"] = deadline.map { .string($0.description) }
        json["event"] = event.map { .string($0) }
        json["key"] = key.map { .string($0) }
        return json
    }
}
