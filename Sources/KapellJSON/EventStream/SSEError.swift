/// An event of a stream is larger than the decoder allows.
public struct SSEError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The limit, in bytes.
    public let limit: Int

    /// The events that were complete before, in the same piece of the stream.
    public let completedEvents: [SSEEvent]

    /// The error in words.
    public var description: String {
        "An event of the stream is larger than the limit of \(limit) bytes. Raise the limit, or send smaller events."
    }

    init(limit: Int, completedEvents: [SSEEvent]) {
        self.limit = limit
        self.completedEvents = completedEvents
    }
}
