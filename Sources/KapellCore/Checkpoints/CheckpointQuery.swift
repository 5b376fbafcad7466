public import KapellJSON

/// Which checkpoints are asked for.
public struct CheckpointQuery: Sendable, Hashable {
    /// `nil` asks for those of all threads.
    public var thread: String?
    /// `nil` asks for those of all namespaces.
    public var namespace: String?
    public var id: String?
    /// Only those with a smaller id.
    public var before: String?
    /// Only those whose metadata has all of these; null also stands for a key that is missing.
    public var metadata: JSONObject
    /// How many at most.
    public var limit: Int
    /// Where the page before ended.
    public var after: CheckpointCursor?

    public init(
        thread: String? = nil, namespace: String? = nil, id: String? = nil, before: String? = nil,
        metadata: JSONObject = [:], limit: Int = 100, after: CheckpointCursor? = nil
    ) {
        self.thread = thread
        self.namespace = namespace
        self.id = id
        self.before = before
        self.metadata = metadata
        self.limit = limit
        self.after = after
    }

    /// Whether metadata has all that is asked for.
    package func matches(_ found: JSONObject) -> Bool {
        metadata.allSatisfy { key, value in (found[key] ?? .null) == value }
    }
}

/// A part of the checkpoints that were asked for. It ends early when its values get many.
public struct CheckpointPage: Sendable, Hashable {
    public var checkpoints: [StoredCheckpoint]
    /// Where the next page begins; `nil` when there is none.
    public var next: CheckpointCursor?

    public init(checkpoints: [StoredCheckpoint] = [], next: CheckpointCursor? = nil) {
        self.checkpoints = checkpoints
        self.next = next
    }
}

/// A place between two checkpoints of a list. Its text is to be given back unchanged.
public struct CheckpointCursor: Sendable, Hashable, LosslessStringConvertible {
    package var place: Int64
    package var id: String

    package init(place: Int64, id: String) {
        self.place = place
        self.id = id
    }

    public init?(_ description: String) {
        guard let colon = description.utf8.firstIndex(of: UInt8(ascii: ":")), let place = Int64(description[..<colon])
        else { return nil }
        self.init(place: place, id: String(description[description.utf8.index(after: colon)...]))
    }

    public var description: String { "\(place):\(id)" }
}
