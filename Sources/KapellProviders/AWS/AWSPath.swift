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
        return encoded(joined, keeping: "/")
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

    /// Percent-encodes everything but letters, digits, `-._~` and `kept`.
    static func encoded(_ text: some StringProtocol, keeping kept: String = "") -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let others = Array("-._~\(kept)".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            let isPlain: Bool =
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: others.contains(byte)
                }
            if isPlain {
                result.append(byte)
            } else {
                result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
