/// Header fields of an answer; their names are in lower case.
public struct ResponseHeaders: Sendable, Hashable {
    /// Of a field that comes several times, the values joined with `, `.
    public private(set) var fields: [String: String] = [:]

    public init(_ pairs: some Sequence<(String, String)> = []) {
        for (name, value) in pairs {
            let name = name.lowercased()
            fields[name] = fields[name].map { "\($0), \(value)" } ?? value
        }
    }

    public subscript(_ name: String) -> String? { fields[name] }

    /// The media type in lower case, without parameters.
    public var mediaType: String? {
        fields["content-type"].map { value in
            let type = value.prefix { $0 != ";" }.lowercased()
            return String(type.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// The fields worth handing on and keeping: ids of the request, limits on rates, times. Nothing of an account.
    public var kept: [String: String] {
        fields.filter { name, _ in
            Self.keptNames.contains(name) || Self.keptPrefixes.contains { name.hasPrefix($0) }
        }
    }

    /// The provider's own id of the request.
    public var requestID: String? {
        Self.idNames.lazy.compactMap { fields[$0] }.first
    }

    private static let idNames = [
        "x-request-id", "request-id", "x-amzn-requestid", "apim-request-id", "x-ms-request-id", "x-generation-id",
    ]
    private static let keptNames: Set<String> = Set(
        idNames + [
            "retry-after", "retry-after-ms", "x-should-retry", "openai-processing-ms", "openai-version",
            "x-envoy-upstream-service-time", "x-amzn-errortype", "server-timing",
        ])
    private static let keptPrefixes = ["x-ratelimit-", "ratelimit", "anthropic-ratelimit-", "x-amzn-bedrock-"]
}
