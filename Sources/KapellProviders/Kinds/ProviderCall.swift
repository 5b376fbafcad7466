public import KapellDialects
public import KapellJSON

/// A request to a provider before it is signed and written as bytes.
public struct ProviderCall: Sendable {
    /// Below the base address, without a leading slash, percent-encoded; with a leading slash it counts from the root.
    public var path: String
    /// Percent-encoded.
    public var query: [(name: String, value: String)] = []
    /// With names in lower case.
    public var headers: [String: String]
    public var body: JSONObject
    /// What is sent in the place of ``body``, with files.
    public var form: MultipartForm?
    /// The model's name, as the provider calls it.
    public let model: String
    public let streams: Bool
    public let dialect: DialectName
    public var losses: [DialectLoss]
    /// How many messages got back what their client had dropped.
    let restored: Int

    init(_ encoded: EncodedRequest, model: String, streams: Bool, dialect: DialectName) {
        self.model = model
        self.streams = streams
        self.dialect = dialect
        headers = encoded.headers
        body = encoded.body
        losses = encoded.losses
        restored = encoded.restored
        let parts = encoded.path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first.map(String.init) ?? ""
        guard parts.count > 1 else { return }
        for pair in parts[1].split(separator: "&") {
            let pair = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query.append((String(pair.first ?? ""), pair.count > 1 ? String(pair[1]) : ""))
        }
    }

    /// Path and query from the root of the host.
    func target(below base: BaseURL, prefix: String?) -> String {
        let query = query.isEmpty ? "" : "?" + query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        if path.hasPrefix("/") { return path + query }
        let segments = path.split(separator: "/", maxSplits: 1).map(String.init)
        let last = base.path.split(separator: "/").last.map(String.init)
        let beginsWithVersion = segments.first.map(Self.isVersion) ?? false
        let endsWithVersion = last.map(Self.isVersion) ?? false
        var below = path
        if beginsWithVersion, endsWithVersion, segments.count > 1, segments[0] == last {
            below = segments[1]
        } else if !beginsWithVersion, !endsWithVersion, let prefix {
            below = "\(prefix)/\(path)"
        }
        return "\(base.path)/\(below)\(query)"
    }

    /// `v1`, `v2`, `v1beta` …
    private static func isVersion(_ segment: String) -> Bool {
        guard segment.first == "v", let digit = segment.dropFirst().first, digit.isASCII, digit.isNumber else {
            return false
        }
        return segment.utf8.count <= 10 && segment.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
