public import KapellCore
public import KapellJSON

/// A request as it came in one dialect and may go out in another.
public struct DialectRequest: Sendable, Hashable {
    /// The dialect that it came in.
    public var dialect: DialectName
    public var model: String
    public var streams: Bool
    /// Whether the client wants the usage within a stream; false only where the dialect lets it choose.
    public var includesUsage = true
    public var request: ModelRequest
    /// Fields of the body that `request` does not hold, for providers that speak the same dialect.
    public var unknown: JSONObject = [:]
    /// What was lost when the request was read.
    public var losses: [DialectLoss] = []
    /// The body as it came.
    public var body: JSONObject
    /// Header fields that have a meaning in the dialect.
    public var headers: [String: String] = [:]

    public init(
        dialect: DialectName, model: String, streams: Bool, request: ModelRequest, body: JSONObject = [:]
    ) {
        self.dialect = dialect
        self.model = model
        self.streams = streams
        self.request = request
        self.body = body
    }
}
