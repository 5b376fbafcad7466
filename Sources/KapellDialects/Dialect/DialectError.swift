public import KapellJSON

/// An error as a dialect's clients expect it.
public struct DialectError: Sendable, Hashable {
    public var status: Int
    public var body: JSONObject
    /// Header fields beside those of every error, with names in lower case.
    public var headers: [String: String]

    public init(status: Int, body: JSONObject, headers: [String: String] = [:]) {
        self.status = status
        self.body = body
        self.headers = headers
    }
}
