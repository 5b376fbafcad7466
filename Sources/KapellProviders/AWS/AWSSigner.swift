import Crypto
package import KapellCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Signs requests to AWS, all services but S3. Source: AWS Signature Version 4.
///
/// The path on the wire is percent-encoded; in what is signed it is encoded once more, so that the `:` of a model's id
/// stands there as `%253A`.
package struct AWSSigner: Sendable {
    package var credentials: AWSCredentials
    package var region: String
    package var service: String

    package init(credentials: AWSCredentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// Header fields that others on the way may change, and so are not signed.
    private static let unsigned: Set<String> = [
        "accept-encoding", "authorization", "baggage", "connection", "expect", "keep-alive", "proxy-authenticate",
        "proxy-authorization", "te", "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade",
        "user-agent", "x-amzn-trace-id",
    ]

    /// The header fields to set: `x-amz-date`, `x-amz-security-token` where there is a token, `authorization`.
    package func sign(_ request: TransportRequest, at time: Timestamp) -> [(name: String, value: String)] {
        let stamp = time.amazonForm
        let day = String(stamp.prefix(8))
        var added: [(name: String, value: String)] = [("x-amz-date", stamp)]
        if let token = credentials.sessionToken { added.append(("x-amz-security-token", token.reveal())) }
        let (canonical, signed) = canonicalRequest(request, added)
        let scope = "\(day)/\(region)/\(service)/aws4_request"
        let text = "AWS4-HMAC-SHA256\n\(stamp)\n\(scope)\n\(Hexadecimal.text(SHA256.hash(data: Array(canonical.utf8))))"
        var key = Array("AWS4\(credentials.secretAccessKey.reveal())".utf8)
        for part in [day, region, service, "aws4_request"] { key = Self.authenticate(part, key) }
        let signature = Hexadecimal.text(Self.authenticate(text, key))
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(signed), "
            + "Signature=\(signature)"
        return added + [("authorization", authorization)]
    }

    private static func authenticate(_ text: String, _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    private func canonicalRequest(
        _ request: TransportRequest, _ added: [(name: String, value: String)]
    ) -> (text: String, signed: String) {
        let replaced = Set(added.map(\.name))
        var fields: [String: [String]] = [:]
        let kept = request.headers.filter { !replaced.contains($0.name.lowercased()) }
        for (name, value) in kept + added where !Self.unsigned.contains(name.lowercased()) {
            fields[name.lowercased(), default: []].append(Self.trimmed(value))
        }
        if fields["host"] == nil { fields["host"] = [request.base.authority] }
        let names = fields.keys.sorted()
        let signed = names.joined(separator: ";")
        let lines = names.map { "\($0):\((fields[$0] ?? []).joined(separator: ","))\n" }.joined()
        let parts = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = AWSPath.canonical(parts.first ?? "/")
        let query = parts.count > 1 ? AWSPath.canonicalQuery(parts[1]) : ""
        let hash = Hexadecimal.text(SHA256.hash(data: request.body))
        return ("\(request.method)\n\(path)\n\(query)\n\(lines)\n\(signed)\n\(hash)", signed)
    }

    /// Without white space at the ends, and with single spaces within.
    private static func trimmed(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}

extension Timestamp {
    /// `20261121T130512Z`.
    fileprivate var amazonForm: String {
        String(description.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
    }
}
