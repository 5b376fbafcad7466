public import KapellJSON

/// A request as a faulty server got it.
public struct ReceivedRequest: Sendable {
    public let method: String
    /// Path and query, as they were on the wire.
    public let target: String
    /// Names in lower case.
    public let headers: [String: String]
    public let body: [UInt8]

    /// The body as JSON.
    public var json: JSONValue? { try? JSONValue(parsing: body) }

    /// Whether it asks for a stream, in its body or in its path.
    public var streams: Bool {
        if target.contains("tream") { return true }
        if target.contains("/api/chat") { return json?["stream"]?.boolValue ?? true }
        return json?["stream"]?.boolValue ?? false
    }

    /// The request at the start of `bytes`, and how many of them it takes; `nil` where it is not complete.
    static func read(_ bytes: [UInt8]) -> (request: ReceivedRequest, length: Int)? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= 4,
            let end = (0...(bytes.count - 4)).first(where: { bytes[$0..<$0 + 4].elementsEqual(mark) })
        else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        let total = end + 4 + max(length, 0)
        guard words.count >= 2, bytes.count >= total else { return nil }
        let request = ReceivedRequest(
            method: String(words[0]), target: String(words[1]), headers: headers, body: Array(bytes[(end + 4)..<total]))
        return (request, total)
    }
}
