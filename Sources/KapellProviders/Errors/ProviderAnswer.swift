/// A provider's whole answer as it came.
public struct ProviderAnswer: Sendable, Hashable {
    public var status: Int
    public var contentType: String?
    /// The header fields that are worth keeping, see ``ResponseHeaders/kept``.
    public var headers: [String: String]
    public var body: [UInt8]

    public init(status: Int, contentType: String?, headers: [String: String] = [:], body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }
}
