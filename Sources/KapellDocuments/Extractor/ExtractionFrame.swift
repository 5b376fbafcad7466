package import KapellCore
internal import KapellJSON

/// What the child process answers: one line of JSON, then exactly as many bytes of text as the line says.
///
/// A document is `{"frame": 1, "kind", "title", "pages": [[number, start, end]], "headings": [[level, start, end,
/// title]], "warnings", "bytes"}`, an error `{"frame": 1, "error": {"code", "message", "remedy"}, "bytes": 0}`.
/// The parent trusts none of it: every number is checked before it is used.
package enum ExtractionFrame: Sendable, Hashable {
    case document(ExtractedDocument)
    case failure(KapellError)

    /// The document in a well-formed frame; `nil` for anything else.
    package static func document(in bytes: [UInt8]) -> ExtractedDocument? {
        guard case .document(let document)? = ExtractionFrame(decoding: bytes) else { return nil }
        return document
    }

    private static let version = 1

    func encoded() -> [UInt8] {
        var header: JSONObject = ["frame": .integer(Int64(Self.version))]
        var text: [UInt8] = []
        switch self {
        case .failure(let error):
            header["error"] = [
                "code": .string(error.code.rawValue), "message": .string(error.message),
                "remedy": error.remedy.map { .string($0) } ?? .null, "retryable": .bool(error.isRetryable),
            ]
        case .document(let document):
            text = Array(document.text.utf8)
            header["kind"] = .string(document.kind.rawValue)
            header["title"] = document.title.map { .string($0) } ?? .null
            header["pages"] = .array(document.pages.map { .array(Self.numbers($0.number, $0.span)) })
            header["headings"] = .array(
                document.headings.map { .array(Self.numbers($0.level, $0.span) + [.string($0.title)]) })
            header["warnings"] = .array(document.warnings.map { .string($0) })
        }
        header["bytes"] = .integer(Int64(text.count))
        var frame = JSONValue.object(header).serializedBytes()
        frame.append(0x0A)
        frame.append(contentsOf: text)
        return frame
    }

    private static func numbers(_ first: Int, _ span: ByteSpan) -> [JSONValue] {
        [.integer(Int64(first)), .integer(Int64(span.start)), .integer(Int64(span.end))]
    }

    /// The frame in `bytes`; `nil` when they are not exactly one well-formed frame.
    init?(decoding bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: 0x0A), let header = try? JSONValue(parsing: bytes[..<end]),
            header["frame"]?.intValue == Self.version, header["bytes"]?.intValue == bytes.count - end - 1
        else { return nil }
        if let error = header["error"] {
            guard let code = error["code"]?.stringValue.flatMap({ KapellError.Code(rawValue: $0) }),
                let message = error["message"]?.stringValue
            else { return nil }
            self = .failure(
                KapellError(
                    code, message, remedy: error["remedy"]?.stringValue, isRetryable: error["retryable"]?.boolValue))
            return
        }
        guard let kind = header["kind"]?.stringValue, let text = String(validating: bytes[(end + 1)...], as: UTF8.self)
        else { return nil }
        guard let pages = Self.pages(header["pages"], in: text),
            let headings = Self.headings(header["headings"], in: text)
        else { return nil }
        self = .document(
            ExtractedDocument(
                text: text, kind: DocumentKind(rawValue: kind), title: header["title"]?.stringValue, pages: pages,
                headings: headings, warnings: header["warnings"]?.arrayValue?.compactMap(\.stringValue) ?? []))
    }

    private static func pages(_ value: JSONValue?, in text: String) -> [PageSpan]? {
        guard let entries = value?.arrayValue else { return nil }
        var pages: [PageSpan] = []
        for entry in entries {
            guard let number = entry[0]?.intValue, number == pages.count + 1, let span = span(entry, in: text),
                span.start == pages.last?.span.end ?? 0
            else { return nil }
            pages.append(PageSpan(number: number, span: span))
        }
        guard pages.isEmpty || pages.last?.span.end == text.utf8.count else { return nil }
        return pages
    }

    private static func headings(_ value: JSONValue?, in text: String) -> [Heading]? {
        guard let entries = value?.arrayValue else { return nil }
        var headings: [Heading] = []
        for entry in entries {
            guard let level = entry[0]?.intValue, (1...6).contains(level), let span = span(entry, in: text),
                let title = entry[3]?.stringValue
            else { return nil }
            headings.append(Heading(level: level, title: title, span: span))
        }
        return headings
    }

    /// The span in the second and third place, if it lies in the text and cuts no character.
    private static func span(_ entry: JSONValue, in text: String) -> ByteSpan? {
        let utf8 = text.utf8
        guard let start = entry[1]?.intValue, let end = entry[2]?.intValue, 0 <= start, start <= end, end <= utf8.count
        else { return nil }
        for offset in [start, end] where offset < utf8.count {
            if utf8[utf8.index(utf8.startIndex, offsetBy: offset)] & 0xC0 == 0x80 { return nil }
        }
        return ByteSpan(start: start, end: end)
    }
}
