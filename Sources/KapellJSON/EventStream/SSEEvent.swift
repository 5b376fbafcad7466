/// One server-sent event (WHATWG HTML, section 9.2).
public struct SSEEvent: Sendable, Hashable {
    /// The type of the event; nil where the stream gave none (a browser then says "message").
    public var event: String?

    /// The payload. Its lines are separated by LF.
    public var data: String

    /// The id that the event itself carries; nil where it carries none.
    public var id: String?

    /// How long a client should wait before it connects again, in milliseconds.
    public var retry: Int?

    /// An event with the given fields.
    public init(event: String? = nil, data: String, id: String? = nil, retry: Int? = nil) {
        self.event = event
        self.data = data
        self.id = id
        self.retry = retry
    }
}
