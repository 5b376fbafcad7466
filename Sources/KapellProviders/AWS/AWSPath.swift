import KapellDialects

/// Paths and queries as they are signed.
enum AWSPath {
    /// A path of the wire without dot segments and doubled slashes, percent-encoded once more.
    static func canonical(_ path: some StringProtocol) -> String {
        var segments: [Substring] = []
        let text = String(path)
        let all = text.split(separator: "/", omittingEmptySubsequences: false)
        for segment in all {
            switch segment {
            case "", ".": continue
            case "..": _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        let isFolder = all.last.map { $0.isEmpty || $0 == "." || $0 == ".." } ?? true
        let joined = "/" + segments.joined(separator: "/") + (isFolder && !segments.isEmpty ? "/" : "")
        return PercentText.encoded(joined, keeping: "/")
    }

    /// A query of the wire with its pairs in order.
    static func canonicalQuery(_ query: some StringProtocol) -> String {
        var pairs: [(name: String, value: String)] = []
        for pair in String(query).split(separator: "&", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            pairs.append((String(parts.first ?? ""), parts.count > 1 ? String(parts[1]) : ""))
        }
        pairs.sort { left, right in left.name == right.name ? left.value < right.value : left.name < right.name }
        return pairs.map { pair in "\(pair.name)=\(pair.value)" }.joined(separator: "&")
    }
}
