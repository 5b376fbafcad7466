package import KapellCore
package import KapellJSON

/// A request to an engine.
package struct EngineRequest: Sendable, Hashable {
    package var method: String
    /// From the root, percent-encoded, with its query.
    package var path: String
    package var body: JSONValue?
    /// Another host than the endpoint's, for engines that have one for each collection; `https`.
    package var host: String?

    package init(_ method: String, _ path: String, _ body: JSONValue? = nil, host: String? = nil) {
        self.method = method
        self.path = path
        self.body = body
        self.host = host
    }
}

/// An engine's answer.
package struct EngineResponse: Sendable {
    package var status: Int
    package var body: [UInt8]
    /// What `retry-after` says.
    package var retryAfter: Duration?

    package init(status: Int, body: [UInt8], retryAfter: Duration? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }
}

/// How requests travel; tests have answers of their own.
package protocol EngineTransport: Sendable {
    func send(_ request: EngineRequest) async throws(KapellError) -> EngineResponse
}
