/// What the path and the header fields of a client's request say about it, in dialects that do not say it in the body.
public struct DialectTarget: Sendable, Hashable {
    /// The model's name.
    public var model: String?
    /// Whether the answer is to be streamed.
    public var streams: Bool?
    /// Header fields that the dialect gives a meaning, with names in lower case, such as `anthropic-beta`.
    public var headers: [String: String]

    public init(model: String? = nil, streams: Bool? = nil, headers: [String: String] = [:]) {
        self.model = model
        self.streams = streams
        self.headers = headers
    }
}
