public import KapellJSON

/// A request ready for a provider.
public struct EncodedRequest: Sendable, Hashable {
    /// The path below the provider's base address, without a leading slash, percent-encoded.
    public var path: String
    public var body: JSONObject
    /// Header fields that the dialect asks for, with names in lower case; credentials are not among them.
    public var headers: [String: String]
    /// What could not be said, or not just so.
    public var losses: [DialectLoss]
    /// How many messages got back what their client had dropped: signed thoughts and proofs of calls.
    public var restored: Int

    public init(
        path: String, body: JSONObject, headers: [String: String] = [:], losses: [DialectLoss] = [], restored: Int = 0
    ) {
        self.path = path
        self.body = body
        self.headers = headers
        self.losses = losses
        self.restored = restored
    }
}
