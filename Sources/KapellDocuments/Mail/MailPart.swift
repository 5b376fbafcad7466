/// One part of an e-mail: its headers, and its body as it is in the file.
struct MailPart {
    /// Names in lower case, values unfolded.
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var body: ArraySlice<UInt8>
    /// Its type in lower case, as `text/plain`.
    private(set) var type = "text/plain"
    private(set) var parameters: [String: String] = [:]
    private(set) var isAttachment = false
    private(set) var isInline = false
    /// The name of a file, decoded.
    private(set) var name: String?

    private static let headerLimit = 1000

    init(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        var line = 0
        var isEnd = false
        while !isEnd, !rest.isEmpty, line < Self.headerLimit * 10 {
            line += 1
            let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
            var text = rest[rest.startIndex..<end]
            if text.last == 0x0D { text = text.dropLast() }
            let next = min(end + 1, rest.endIndex)
            if text.isEmpty {
                isEnd = true
            } else if let first = text.first, first == 0x20 || first == 0x09, !headers.isEmpty {
                if headers[headers.count - 1].value.utf8.count < 65_536 {
                    headers[headers.count - 1].value += " " + Self.string(text.drop { $0 == 0x20 || $0 == 0x09 })
                }
            } else if let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > text.startIndex,
                text[..<colon].allSatisfy({ $0 > 0x20 && $0 < 0x7F }), headers.count < Self.headerLimit
            {
                let value = Self.string(text[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 })
                headers.append((Self.string(text[..<colon]).lowercased(), value))
            } else {
                // No header: the body begins here.
                break
            }
            rest = rest[next...]
        }
        body = rest
        readType()
    }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The body without its transfer encoding.
    var content: [UInt8] {
        switch header("content-transfer-encoding")?.lowercased().trimmed {
        case "base64": TransferEncoding.base64(body)
        case "quoted-printable": TransferEncoding.quotedPrintable(body)
        default: Array(body)
        }
    }

    /// The bodies between the boundaries of a part of many parts.
    func parts(limit: Int) -> [ArraySlice<UInt8>] {
        guard let boundary = parameters["boundary"], !boundary.isEmpty else { return [] }
        let mark = Array("--\(boundary)".utf8)
        var found: [ArraySlice<UInt8>] = []
        var start: Int?
        var index = body.startIndex
        while index < body.endIndex, found.count < limit {
            let end = body[index...].firstIndex(of: 0x0A) ?? body.endIndex
            let line = body[index..<end]
            if line.starts(with: mark) {
                let tail = line.dropFirst(mark.count)
                let isLast = tail.starts(with: [0x2D, 0x2D])
                if isLast || tail.allSatisfy({ $0 <= 0x20 }) {
                    if let start { found.append(body[start..<max(start, index - 1)]) }
                    start = isLast ? nil : min(end + 1, body.endIndex)
                    if isLast { break }
                }
            }
            index = min(end + 1, body.endIndex)
        }
        // The end of a message that was cut.
        if let start, found.count < limit { found.append(body[start...]) }
        return found
    }

    private mutating func readType() {
        if let value = header("content-type") {
            let field = MailField(value)
            if field.value.contains("/") { type = field.value.lowercased() }
            parameters = field.parameters
        }
        var file = parameters["name"]
        if let value = header("content-disposition") {
            let field = MailField(value)
            isAttachment = field.value.lowercased() == "attachment"
            isInline = field.value.lowercased() == "inline"
            file = field.parameters["filename"] ?? file
        }
        name = file.map(EncodedWords.decode)
    }

    /// Headers in raw bytes are UTF-8, or else the western encoding.
    private static func string(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: CharacterSet.decode(Array(bytes), declared: nil).bytes, as: UTF8.self)
    }
}
