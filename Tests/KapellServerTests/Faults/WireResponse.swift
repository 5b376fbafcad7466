import KapellJSON

/// A response of HTTP/1.1 as it was on the wire.
struct WireResponse: Sendable {
    var status = 0
    /// Names in lower case; of a repeated field the last.
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// Fields after the body.
    var trailers: [String: String] = [:]
    /// Whether it came to the end that its header promised.
    var isWhole = false

    var json: JSONValue? { try? JSONValue(parsing: body) }
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The response at the start of `bytes` and its length; `nil` where it is not complete.
    ///
    /// - Parameter atEnd: nothing more comes; what is there is returned then.
    static func read(_ bytes: [UInt8], atEnd: Bool = false) -> (response: WireResponse, length: Int)? {
        guard let end = headEnd(bytes[...]) else { return nil }
        var response = WireResponse()
        let lines = lines(bytes[..<end])
        response.status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
        response.headers = fields(lines.dropFirst())
        if response.headers["transfer-encoding"] == "chunked" {
            let length = response.readChunks(bytes, from: end)
            return length.map { (response, $0) } ?? (atEnd ? (response, bytes.count) : nil)
        }
        let length = response.headers["content-length"].flatMap { Int($0) } ?? 0
        response.body = Array(bytes[end...].prefix(length))
        response.isWhole = response.body.count == length
        guard response.isWhole || atEnd else { return nil }
        return (response, min(end + length, bytes.count))
    }

    /// Where all responses within `bytes` begin anew.
    static func all(_ bytes: [UInt8]) -> [WireResponse] {
        var responses: [WireResponse] = []
        var rest = bytes
        while let (response, length) = read(rest, atEnd: true), length > 0 {
            responses.append(response)
            rest.removeFirst(length)
        }
        return responses
    }

    private mutating func readChunks(_ bytes: [UInt8], from start: Int) -> Int? {
        var place = start
        while let line = bytes[place...].firstIndex(of: 0x0A) {
            let digits = String(decoding: bytes[place..<line], as: UTF8.self).prefix { $0.isHexDigit }
            guard let size = Int(digits, radix: 16) else { return nil }
            place = line + 1
            if size == 0 {
                if bytes[place...].starts(with: [0x0D, 0x0A]) {
                    isWhole = true
                    return place + 2
                }
                guard let end = Self.headEnd(bytes[place...]) else { return nil }
                trailers = Self.fields(Self.lines(bytes[place..<end])[...])
                isWhole = true
                return end
            }
            guard bytes.count >= place + size + 2 else { return nil }
            body += bytes[place..<place + size]
            place += size + 2
        }
        return nil
    }

    /// The index after a blank line.
    private static func headEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        var place = bytes.startIndex
        while let line = bytes[place...].firstIndex(of: 0x0A) {
            if bytes[(line + 1)...].starts(with: [0x0D, 0x0A]) { return line + 3 }
            place = line + 1
        }
        return nil
    }

    private static func lines(_ bytes: ArraySlice<UInt8>) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
    }

    private static func fields(_ lines: ArraySlice<Substring>) -> [String: String] {
        var fields: [String: String] = [:]
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        return fields
    }
}
