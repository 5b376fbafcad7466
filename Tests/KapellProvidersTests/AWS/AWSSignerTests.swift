import KapellCore
import KapellJSON
import KapellProviders
import Testing

@Suite("Signatures for AWS")
struct AWSSignerTests {
    @Test("Every request is signed as botocore signs it")
    func vectors() throws {
        let file = try JSONValue(parsing: Fixture.bytes("sigv4.json"))
        let vectors = try #require(file["vectors"]?.arrayValue)
        #expect(vectors.count > 50)
        for vector in vectors {
            func text(_ key: String) throws -> String { try #require(vector[key]?.stringValue) }
            let url = try text("url")
            let (base, target) = try split(url)
            let headers = (vector["headers"]?.arrayValue ?? []).map { pair in
                (name: (pair[0]?.stringValue ?? "").lowercased(), value: pair[1]?.stringValue ?? "")
            }
            let request = TransportRequest(
                method: try text("method"), base: base, target: target, headers: headers,
                body: Array(try text("body").utf8))
            let credentials = AWSCredentials(
                accessKeyID: file["accessKeyID"]?.stringValue ?? "",
                secretAccessKey: try Secret(file["secretAccessKey"]?.stringValue ?? ""),
                sessionToken: try vector["token"]?.stringValue.map { try Secret($0) })
            let signer = AWSSigner(credentials: credentials, region: try text("region"), service: try text("service"))
            let time = Timestamp(nanoseconds: Int64(vector["time"]?.intValue ?? 0) * 1_000_000_000)
            let signed = signer.sign(request, at: time)
            #expect(signed.last?.value == (try text("authorization")), "\(url)")
            #expect(signed.contains { $0.name == "x-amz-security-token" } == (credentials.sessionToken != nil))
        }
    }

    @Test("A request that is signed again is signed anew")
    func again() throws {
        let credentials = AWSCredentials(
            accessKeyID: "AKID", secretAccessKey: try Secret("secret"), sessionToken: try Secret("token"))
        let signer = AWSSigner(credentials: credentials, region: "us-east-1", service: "bedrock")
        let fresh = TransportRequest(base: try BaseURL("https://a.example"), target: "/model/m/converse")
        let time = Timestamp(nanoseconds: 1_000_000_000)
        var old = fresh
        old.headers += signer.sign(fresh, at: Timestamp(nanoseconds: 0))
        #expect(signer.sign(old, at: time).map(\.value) == signer.sign(fresh, at: time).map(\.value))
    }

    private func split(_ url: String) throws -> (BaseURL, String) {
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let base = try BaseURL("\(parts[0])//\(parts[2])")
        return (base, parts.count > 3 ? "/" + parts[3] : "")
    }
}
