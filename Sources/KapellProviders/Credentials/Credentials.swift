import KapellCore

/// How a request shows who sends it.
public enum Credentials: Sendable, Hashable {
    /// Not at all, as servers of one's own may allow.
    case none
    /// `authorization: Bearer …`.
    case bearer(Secret)
    /// A header field of the provider's own, such as `x-api-key`, `api-key` or `x-goog-api-key`.
    case header(String, Secret)
    /// A signature by AWS's Signature Version 4.
    case aws(AWSCredentials)

    /// Adds the header fields to a request that is otherwise ready.
    ///
    /// - Parameter time: when the request is signed, where it is signed.
    func authorize(_ request: inout TransportRequest, region: String, service: String, at time: Timestamp) {
        switch self {
        case .none: return
        case .bearer(let secret): request.set("authorization", "Bearer " + secret.reveal())
        case .header(let name, let secret): request.set(name.lowercased(), secret.reveal())
        case .aws(let credentials):
            let signer = AWSSigner(credentials: credentials, region: region, service: service)
            for (name, value) in signer.sign(request, at: time) { request.set(name, value) }
        }
    }

    var secrets: [Secret] {
        switch self {
        case .none: []
        case .bearer(let secret), .header(_, let secret): [secret]
        case .aws(let credentials): [credentials.secretAccessKey] + [credentials.sessionToken].compactMap { $0 }
        }
    }
}

extension TransportRequest {
    /// Sets a header field in the place of those of the same name.
    mutating func set(_ name: String, _ value: String) {
        headers.removeAll { $0.name == name }
        headers.append((name, value))
    }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
