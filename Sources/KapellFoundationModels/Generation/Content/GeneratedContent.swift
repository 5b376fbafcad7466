import KapellJSON

/// What a model generated, as a value: null, a boolean, a number, a string, an array, or a structure whose properties
/// have an order.
///
/// ```swift
/// let content = try GeneratedContent(json: #"{"title": "A story of"#)    // cut
/// content.isComplete                                                     // false
/// let title: String = try content.value(forProperty: "title")            // A story of
/// ```
///
/// Content made from JSON shares the storage of the parsed value; its parts are made when they are asked for. Integers
/// keep all 64 bits when they are read as `Int`, although ``Kind/number(_:)`` shows them as `Double`.
public struct GeneratedContent: Sendable {
    /// The identity within the response that this belongs to; nil for content that no session generated.
    public var id: GenerationID?

    let storage: Storage

    /// How many levels of the way to the last part are still open: 0 where all is there, 1 where only this value may
    /// grow, 2 where its last part may grow, too.
    let openLevels: Int

    init(storage: Storage, id: GenerationID?, openLevels: Int = 0) {
        self.storage = storage
        self.id = id
        self.openLevels = openLevels
    }

    /// Whether the whole value is there. False for what comes from JSON that was cut.
    public var isComplete: Bool {
        guard openLevels == 0 else { return false }
        switch storage {
        case .json: return true
        case .array(let elements): return elements.allSatisfy(\.isComplete)
        case .structure(let properties, _): return properties.values.allSatisfy(\.isComplete)
        }
    }

    /// The value as JSON text without white space, properties in their order. What is incomplete is closed.
    public var jsonString: String { jsonValue.serialized() }
}

extension GeneratedContent {
    /// How the value is kept.
    enum Storage: Sendable {
        /// Without identities of its own: those of the parts follow from that of the whole.
        case json(JSONValue)
        /// Elements that have identities, or are incomplete.
        case array([GeneratedContent])
        /// Properties that have identities, or are incomplete.
        case structure([String: GeneratedContent], keys: [String])
    }

    /// Whether this is nothing but its JSON.
    var isPlain: Bool {
        guard case .json = storage else { return false }
        return id == nil && openLevels == 0
    }
}

extension GeneratedContent: CustomDebugStringConvertible {
    /// The JSON, with a mark where the value is not complete.
    public var debugDescription: String { isComplete ? jsonString : "\(jsonString) (incomplete)" }
}
