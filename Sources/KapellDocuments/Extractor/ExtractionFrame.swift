package import KapellCore
internal import KapellJSON

/// What the child process answers: one line of JSON, then exactly as many bytes of text as the line says.
///
/// A document is `{"frame": 4, "kind", "title", "pages": [[number, start, end, confidence?]], "headings": [[level, start,
/// end, title]], "places": [[page, start, end, left, top, right, bottom]], the edges in ten-thousandths, behind them 1 for text from right to left, "tables": [[header rows, start, end, [start, end, start, end, …]]], "parts": [[start, end, name, kind, pages, fingerprint?]],
/// "language", "warnings", "bytes"}`, a page as an image `{"frame": 4, "image": "image/png", "bytes"}`, or `"image/jpeg"`, an error `{"frame": 4, "error": {"code", "message", "remedy"}, "bytes": 0}`.
/// The parent trusts none of it: every number is checked before it is used.
package enum ExtractionFrame: Sendable, Hashable {
    case document(ExtractedDocument)
    /// A page as PNG or JPEG.
    case image(PageImage)
    case failure(KapellError)

    /// The document in a well-formed frame; `nil` for anything else.
    package static func document(in bytes: [UInt8]) -> ExtractedDocument? {
        guard case .document(let document)? = ExtractionFrame(decoding: bytes) else { return nil }
        return document
    }

    /// Whether a document comes through a frame as it went in: every span lies in the text and cuts no character.
    package static func isSound(_ document: ExtractedDocument) -> Bool {
        self.document(in: ExtractionFrame.document(document).encoded()) == document
    }

    private static let version = 4

    func encoded() -> [UInt8] {
        var header: JSONObject = ["frame": .integer(Int64(Self.version))]
        var text: [UInt8] = []
        switch self {
        case .image(let image):
            text = image.bytes
            header["image"] = .string(image.mediaType)
        case .failure(let error):
            header["error"] = [
                "code": .string(error.code.rawValue), "message": .string(error.message),
                "remedy": error.remedy.map { .string($0) } ?? .null, "retryable": .bool(error.isRetryable),
            ]
        case .document(let document):
            text = Array(document.text.utf8)
            header["kind"] = .string(document.kind.rawValue)
            header["title"] = document.title.map { .string($0) } ?? .null
            header["pages"] = Self.encoded(document.pages)
            header["headings"] = .array(
                document.headings.map { .array(Self.numbers($0.level, $0.span) + [.string($0.title)]) })
            header["places"] = .array(document.places.map(Self.encoded))
            header["tables"] = .array(
                document.tables.map { table in
                    let rows = table.rows.flatMap {
                        [.integer(Int64($0.start)), .integer(Int64($0.end))] as [JSONValue]
                    }
                    return .array(Self.numbers(table.headerRows, table.span) + [.array(rows)])
                })
            header["parts"] = .array(
                document.parts.map { part in
                    .array(
                        Self.numbers(0, part.span).dropFirst() + [
                            .string(part.name), .string(part.kind.rawValue), Self.encoded(part.pages),
                        ] + (part.fingerprint.map { [.string($0)] } ?? []))
                })
            header["language"] = document.language.map { .string($0) } ?? .null
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
        if let type = header["image"]?.stringValue, [PageImage.png, PageImage.jpeg].contains(type) {
            self = .image(PageImage(bytes: Array(bytes[(end + 1)...]), mediaType: type))
            return
        }
        guard let kind = header["kind"]?.stringValue, let text = String(validating: bytes[(end + 1)...], as: UTF8.self)
        else { return nil }
        let spans = SpanCheck(text)
        guard let pages = Self.pages(header["pages"], of: ByteSpan(start: 0, end: spans.count), spans),
            let headings = Self.headings(header["headings"], spans),
            let tables = Self.tables(header["tables"], spans), let parts = Self.parts(header["parts"], spans),
            let places = Self.places(
                header["places"], spans, pages: parts.reduce(pages.count) { max($0, $1.pages.count) })
        else { return nil }
        self = .document(
            ExtractedDocument(
                text: text, kind: DocumentKind(rawValue: kind), title: header["title"]?.stringValue, pages: pages,
                headings: headings, places: places, tables: tables, parts: parts,
                language: header["language"]?.stringValue,
                warnings: header["warnings"]?.arrayValue?.compactMap(\.stringValue) ?? []))
    }

    private static func encoded(_ pages: [PageSpan]) -> JSONValue {
        .array(pages.map { .array(numbers($0.number, $0.span) + ($0.confidence.map { [.number($0)] } ?? [])) })
    }

    /// - Parameter whole: what the pages must cover without a gap.
    private static func pages(_ value: JSONValue?, of whole: ByteSpan, _ spans: SpanCheck) -> [PageSpan]? {
        guard let entries = value?.arrayValue else { return nil }
        var pages: [PageSpan] = []
        for entry in entries {
            guard let number = entry[0]?.intValue, number == pages.count + 1, let span = spans.span(entry[1], entry[2]),
                span.start == pages.last?.span.end ?? whole.start
            else { return nil }
            let confidence = entry[3]?.doubleValue
            guard confidence.map({ (0...1).contains($0) }) ?? true else { return nil }
            pages.append(PageSpan(number: number, span: span, confidence: confidence))
        }
        guard pages.isEmpty || pages.last?.span.end == whole.end else { return nil }
        return pages
    }

    private static func headings(_ value: JSONValue?, _ spans: SpanCheck) -> [Heading]? {
        guard let entries = value?.arrayValue else { return nil }
        var headings: [Heading] = []
        for entry in entries {
            guard let level = entry[0]?.intValue, (1...6).contains(level), let span = spans.span(entry[1], entry[2]),
                let title = entry[3]?.stringValue
            else { return nil }
            headings.append(Heading(level: level, title: title, span: span))
        }
        return headings
    }

    private static func encoded(_ place: TextPlace) -> JSONValue {
        let edges = [place.left, place.top, place.right, place.bottom]
        return .array(
            numbers(place.page, place.span) + edges.map { .integer(Int64((min(1, max(0, $0)) * 10_000).rounded())) }
                + (place.isRightToLeft ? [.integer(1)] : []))
    }

    /// - Parameter pages: of the document, or of the part that has most.
    private static func places(_ value: JSONValue?, _ spans: SpanCheck, pages: Int) -> [TextPlace]? {
        guard let entries = value?.arrayValue else { return nil }
        var places: [TextPlace] = []
        places.reserveCapacity(entries.count)
        for entry in entries {
            guard let page = entry[0]?.intValue, (1...max(1, pages)).contains(page),
                let span = spans.span(entry[1], entry[2]), places.last.map({ $0.span.start <= span.start }) ?? true
            else { return nil }
            let edges = (3..<7).compactMap { entry[$0]?.intValue }
            guard edges.count == 4, edges.allSatisfy({ (0...10_000).contains($0) }) else { return nil }
            let shares = edges.map { Double($0) / 10_000 }
            places.append(
                TextPlace(
                    page: page, span: span, left: shares[0], top: shares[1], right: shares[2], bottom: shares[3],
                    isRightToLeft: entry[7]?.intValue == 1))
        }
        return places
    }

    private static func tables(_ value: JSONValue?, _ spans: SpanCheck) -> [ExtractedTable]? {
        guard let entries = value?.arrayValue else { return nil }
        var tables: [ExtractedTable] = []
        for entry in entries {
            guard let headerRows = entry[0]?.intValue, let span = spans.span(entry[1], entry[2]),
                let numbers = entry[3]?.arrayValue, numbers.count.isMultiple(of: 2),
                (0...numbers.count / 2).contains(headerRows)
            else { return nil }
            var rows: [ByteSpan] = []
            rows.reserveCapacity(numbers.count / 2)
            for index in stride(from: 0, to: numbers.count, by: 2) {
                guard let row = spans.span(numbers[index], numbers[index + 1]), span.contains(row),
                    rows.last.map({ $0.end <= row.start }) ?? true
                else { return nil }
                rows.append(row)
            }
            tables.append(ExtractedTable(span: span, rows: rows, headerRows: headerRows))
        }
        return tables
    }

    private static func parts(_ value: JSONValue?, _ spans: SpanCheck) -> [DocumentPart]? {
        guard let entries = value?.arrayValue, entries.count <= ExtractionBudget.parts else { return nil }
        var parts: [DocumentPart] = []
        for entry in entries {
            guard let span = spans.span(entry[0], entry[1]), let name = entry[2]?.stringValue,
                let kind = entry[3]?.stringValue, let pages = pages(entry[4], of: span, spans)
            else { return nil }
            let fingerprint = entry[5]?.stringValue
            guard fingerprint.map(PartFingerprint.isOne) ?? true else { return nil }
            parts.append(
                DocumentPart(
                    name: name, kind: DocumentKind(rawValue: kind), span: span, pages: pages, fingerprint: fingerprint))
        }
        return parts
    }
}
