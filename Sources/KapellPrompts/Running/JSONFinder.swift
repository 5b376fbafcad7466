import KapellJSON

/// Finds the JSON in what a model has written: alone, in a code fence, or among prose.
enum JSONFinder {
    /// Places that are tried.
    private static let tries = 32
    /// Bytes of an answer that are looked at (8 MB).
    private static let bytes = 8_000_000

    /// The first value that `accepts`; else the first that is JSON; `nil` when there is none.
    static func find(in text: String, accepts: (JSONValue) -> Bool) -> JSONValue? {
        guard text.utf8.count <= bytes else { return nil }
        let limits = JSONLimits(depth: 128, bytes: bytes)
        if let whole = try? JSONValue(parsing: text.trimmed, limits: limits) { return whole }
        let all = Array(text.utf8)
        var first: JSONValue?
        var place = 0
        for _ in 0..<tries {
            guard let start = all[place...].firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") })
            else { break }
            guard let end = end(of: all, from: start) else {
                place = start + 1
                continue
            }
            if let value = try? JSONValue(parsing: all[start..<end], limits: limits) {
                if accepts(value) { return value }
                first = first ?? value
                place = end
            } else {
                place = start + 1
            }
        }
        return first
    }

    /// Where the brackets that open at `start` are closed; `nil` when they are not.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var strings = JSONStringTracker()
        for place in start..<bytes.count where strings.isStructure(bytes[place]) {
            switch bytes[place] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return place + 1 }
            default: break
            }
        }
        return nil
    }
}
