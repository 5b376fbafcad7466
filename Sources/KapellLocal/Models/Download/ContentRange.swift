/// The header `Content-Range: bytes 5-9/10` (RFC 9110, section 14.4).
struct ContentRange: Hashable {
    var first: Int64
    var last: Int64
    /// The length of the whole, unless the server wrote `*`.
    var total: Int64?

    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
        let halves = words[1].split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), first >= 0, last >= first else {
            return nil
        }
        self.first = first
        self.last = last
        if halves[1] != "*" {
            guard let total = Int64(halves[1]), total > last else { return nil }
            self.total = total
        }
    }
}
