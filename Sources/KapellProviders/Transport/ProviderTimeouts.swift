/// How long the steps of one request to a provider may take. `nil` sets no limit.
///
/// Each is a `KapellError` with the code `timeout` whose message names the step. A slow reader of a stream does not make
/// the provider late: a limit runs only while nothing that has arrived waits to be read.
public struct ProviderTimeouts: Sendable, Hashable {
    /// Until the connection stands, with its name looked up and TLS agreed; also the wait for a free connection.
    public var connect: Duration?
    /// From the sending of a request for a stream to the answer's header. A whole answer has none, for many providers
    /// send its header when the model is done; ``total`` holds for it.
    public var firstByte: Duration?
    /// From the sending of a request for a stream to the first piece of the answer.
    public var firstToken: Duration?
    /// Between two pieces of a streamed answer, and between two reads of a whole one once it has begun. Comments and
    /// events that carry nothing of the answer do not count as pieces.
    public var betweenTokens: Duration?
    /// The whole request.
    public var total: Duration?

    public init(
        connect: Duration? = .seconds(10), firstByte: Duration? = .seconds(120), firstToken: Duration? = .seconds(300),
        betweenTokens: Duration? = .seconds(120), total: Duration? = .seconds(900)
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.firstToken = firstToken
        self.betweenTokens = betweenTokens
        self.total = total
    }

    /// The same with at most `limit` for the whole request: what is left of a deadline over several attempts.
    public func within(_ limit: Duration?) -> ProviderTimeouts {
        guard let limit else { return self }
        var timeouts = self
        timeouts.total = total.map { min($0, limit) } ?? limit
        return timeouts
    }
}
