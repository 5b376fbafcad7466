/// What the header of a provider's answer says about it.
public struct ResponseMetadata: Sendable, Hashable {
    public var status: Int
    public var contentType: String?
    /// The provider's own id of the request.
    public var requestID: String?
    /// Fields worth handing on, see ``ResponseHeaders/kept``.
    public var headers: [String: String]

    init(_ status: Int, _ headers: ResponseHeaders) {
        self.status = status
        contentType = headers["content-type"]
        requestID = headers.requestID
        self.headers = headers.kept
    }
}
