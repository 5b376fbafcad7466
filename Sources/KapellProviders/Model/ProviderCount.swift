public import KapellDialects

/// How many tokens a request has, by the provider's own count.
public struct ProviderCount: Sendable, Hashable {
    public var tokens: Int
    /// What of the request could not be said, and so was not counted.
    public var losses: [DialectLoss]
    /// The provider's answer to the byte, where it is in the client's own dialect.
    public var bytes: [UInt8]?

    public init(tokens: Int, losses: [DialectLoss] = [], bytes: [UInt8]? = nil) {
        self.tokens = tokens
        self.losses = losses
        self.bytes = bytes
    }
}
