import NIOHTTP1

/// A request as it goes to a provider.
public struct TransportRequest: Sendable {
    public var method: String
    public var base: BaseURL
    /// Path from the root and query, percent-encoded: `/v1/chat/completions`.
    public var target: String
    /// Header fields in order, with names in lower case.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// Whether the answer is a stream: ``ProviderTimeouts/firstByte`` and its neighbours hold for streams.
    public var streams: Bool
    public var timeouts: ProviderTimeouts
    /// Bytes that an answer may have.
    public var bodyLimit: Int
    public var allowsPrivateAddresses: Bool

    public init(
        method: String = "POST", base: BaseURL, target: String, headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], streams: Bool = false, timeouts: ProviderTimeouts = ProviderTimeouts(),
        bodyLimit: Int = 256 * 1_024 * 1_024, allowsPrivateAddresses: Bool = false
    ) {
        self.method = method
        self.base = base
        self.target = target
        self.headers = headers
        self.body = body
        self.streams = streams
        self.timeouts = timeouts
        self.bodyLimit = bodyLimit
        self.allowsPrivateAddresses = allowsPrivateAddresses
    }
}
