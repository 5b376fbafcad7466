internal import KapellCore

/// Writes the text of a document block by block, and keeps where headings, tables, pages and parts lie.
///
/// Between blocks stands a blank line, between the entries of a list and the rows of a table a line break.
struct DocumentBuilder {
    private(set) var bytes: [UInt8] = []
    private(set) var headings: [Heading] = []
    private var tables: [ExtractedTable] = []
    private var parts: [DocumentPart] = []
    /// Of the parts, on their own pages: what is written here has no places.
    private var places: [TextPlace] = []
    private var pageStarts: [Int] = []
    private(set) var warnings: [String] = []
    private var isInList = false
    private let source: DocumentSource

    /// Warnings beyond this number are counted, not told.
    private static let warningLimit = 50
    private var untold = 0

    init(_ source: DocumentSource) { self.source = source }

    var isEmpty: Bool { bytes.isEmpty }

    /// A paragraph; nothing is written for an empty one. Text that is not gathered by ``InlineText`` is verbatim.
    @discardableResult
    mutating func paragraph(_ text: [UInt8]) -> ByteSpan? {
        guard !text.isEmpty else { return nil }
        separate(tight: false)
        isInList = false
        return put(text)
    }

    mutating func paragraph(_ text: some StringProtocol) {
        var inline = InlineText(text)
        paragraph(inline.take())
    }

    /// - Parameter level: 1 for the highest; what is deeper than 6 becomes 6.
    mutating func heading(_ text: [UInt8], level: Int) {
        // A heading is one line.
        let line = text.map { $0 == 0x0A ? 0x20 : $0 }
        guard let span = paragraph(line) else { return }
        headings.append(
            Heading(level: min(6, max(1, level)), title: String(decoding: line, as: UTF8.self), span: span))
    }

    mutating func heading(_ text: some StringProtocol, level: Int) {
        var inline = InlineText(text)
        heading(inline.take(), level: level)
    }

    /// An entry of a list.
    ///
    /// - Parameters:
    ///   - mark: `-`, or the number as it is shown.
    ///   - depth: 0 for the outermost list.
    mutating func item(_ text: [UInt8], mark: String, depth: Int) {
        guard !text.isEmpty else { return }
        separate(tight: isInList)
        isInList = true
        put([UInt8](repeating: 0x20, count: 2 * min(8, max(0, depth))) + Array(mark.utf8) + [0x20] + text)
    }

    /// Lines that keep their blanks: code. Blanks at their ends go, and so do empty lines around them.
    mutating func code(_ text: [UInt8]) {
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            var line = line
            while let last = line.last, last <= 0x20 { line.removeLast() }
            return line
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        paragraph(Array(lines.drop(while: \.isEmpty).joined(separator: [0x0A])))
    }

    /// A table; a row without any cell that holds something is left out.
    mutating func table(_ rows: [[[UInt8]]], headerRows: Int) {
        var table = ExtractedTable(span: ByteSpan(start: 0, end: 0), rows: [])
        var header = 0
        for (index, row) in rows.enumerated() {
            guard row.contains(where: { !$0.isEmpty }) else { continue }
            var line: [UInt8] = []
            for (column, cell) in row.enumerated() {
                if column > 0 { line += [0x20, 0x20] }
                for byte in cell { line.append(byte == 0x0A ? 0x20 : byte) }
            }
            while line.last == 0x20 { line.removeLast() }
            separate(tight: !table.rows.isEmpty)
            table.rows.append(put(line))
            if index < headerRows { header += 1 }
        }
        isInList = false
        guard let first = table.rows.first, let last = table.rows.last else { return }
        table.span = ByteSpan(start: first.start, end: last.end)
        table.headerRows = header
        tables.append(table)
    }

    /// Pages cover the text without a gap, so the first begins at its start.
    mutating func beginPage() {
        if !bytes.isEmpty { bytes.append(contentsOf: [0x0A, 0x0A]) }
        isInList = false
        pageStarts.append(pageStarts.isEmpty ? 0 : bytes.count)
    }

    /// Another document, below a heading that names it.
    ///
    /// - Parameter fingerprint: of its bytes, where its pages may be drawn.
    mutating func part(_ document: ExtractedDocument, name: String, level: Int, fingerprint: String?) {
        separate(tight: false)
        isInList = false
        let start = bytes.count
        heading(name, level: level)
        var text = Array(document.text.utf8)
        while let last = text.last, last <= 0x20 { text.removeLast() }
        if !text.isEmpty { separate(tight: false) }
        let offset = bytes.count
        bytes += text
        func moved(_ span: ByteSpan) -> ByteSpan {
            ByteSpan(start: min(span.start, text.count) + offset, end: min(span.end, text.count) + offset)
        }
        for heading in document.headings {
            headings.append(
                Heading(level: min(6, heading.level + level), title: heading.title, span: moved(heading.span)))
        }
        tables += document.tables.map { table in
            ExtractedTable(span: moved(table.span), rows: table.rows.map(moved), headerRows: table.headerRows)
        }
        func moved(_ pages: [PageSpan]) -> [PageSpan] {
            pages.map { PageSpan(number: $0.number, span: moved($0.span), confidence: $0.confidence) }
        }
        var pages = moved(document.pages)
        if let first = pages.first { pages[0].span = ByteSpan(start: start, end: first.span.end) }
        parts.append(
            DocumentPart(
                name: name, kind: document.kind, span: ByteSpan(start: start, end: bytes.count), pages: pages,
                fingerprint: fingerprint))
        parts += document.parts.map {
            DocumentPart(
                name: $0.name, kind: $0.kind, span: moved($0.span), pages: moved($0.pages),
                fingerprint: $0.fingerprint)
        }
        for place in document.places where place.span.start < text.count {
            var place = place
            place.span = moved(place.span)
            places.append(place)
        }
        for warning in document.warnings { warn("\(name): \(warning)") }
    }

    mutating func warn(_ warning: String) {
        guard !warnings.contains(warning) else { return }
        if warnings.count < Self.warningLimit { warnings.append(warning) } else { untold += 1 }
    }

    /// The document.
    ///
    /// - Throws: `.invalidRequest` when there is no text, `.limitExceeded` when there is too much.
    mutating func document(kind: DocumentKind, title: String?) throws(KapellError) -> ExtractedDocument {
        guard bytes.contains(where: { $0 > 0x20 }) else { throw source.withoutText }
        bytes.append(0x0A)
        let ends = pageStarts.dropFirst() + [bytes.count]
        let pages = zip(pageStarts, ends).enumerated().map { index, span in
            PageSpan(number: index + 1, span: ByteSpan(start: span.0, end: span.1))
        }
        if untold > 0 { warnings.append("There are \(untold) more notes.") }
        let title = title.map { InlineText($0).string }
        return ExtractedDocument(
            text: String(decoding: bytes, as: UTF8.self), kind: kind,
            title: title.flatMap { $0.isEmpty ? nil : $0 } ?? headings.bestTitle, pages: pages, headings: headings,
            places: places, tables: tables, parts: parts, warnings: warnings)
    }

    private mutating func separate(tight: Bool) {
        guard let last = bytes.last else { return }
        // Behind the start of a page the line has been parted already.
        if last == 0x0A { return }
        bytes.append(0x0A)
        if !tight { bytes.append(0x0A) }
    }

    @discardableResult
    private mutating func put(_ text: [UInt8]) -> ByteSpan {
        let start = bytes.count
        bytes += text
        return ByteSpan(start: start, end: bytes.count)
    }
}
