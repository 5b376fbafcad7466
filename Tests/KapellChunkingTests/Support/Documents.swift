import KapellChunking
import KapellCore
import KapellDocuments
import KapellTesting
import Testing

/// A document whose lines that begin with `#` are its headings.
func document(_ text: String, kind: DocumentKind = .markdown, tables: [ExtractedTable] = []) -> ExtractedDocument {
    var headings: [Heading] = []
    var start = 0
    for line in Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false) {
        let level = line.prefix { $0 == 0x23 }.count
        if level > 0, level < 7 {
            let title = String(decoding: line.dropFirst(level), as: UTF8.self)
            let span = ByteSpan(start: start, end: start + line.count)
            let trimmed = title.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            headings.append(Heading(level: level, title: trimmed, span: span))
        }
        start += line.count + 1
    }
    return ExtractedDocument(text: text, kind: kind, headings: headings, tables: tables)
}

/// A document that is one table: a line a row, its cells as they are.
func table(_ rows: [String], headerRows: Int = 1, before: String = "", after: String = "") -> ExtractedDocument {
    var text = before
    var table = ExtractedTable(span: ByteSpan(start: text.utf8.count, end: 0), rows: [], headerRows: headerRows)
    for row in rows {
        if !table.rows.isEmpty { text += "\n" }
        table.rows.append(ByteSpan(start: text.utf8.count, end: text.utf8.count + row.utf8.count))
        text += row
    }
    table.span.end = text.utf8.count
    return document(text + after, kind: DocumentKind(rawValue: "html"), tables: [table])
}

/// Source code with a heading for each line that begins with one of the words.
func code(_ text: String, _ words: [String] = ["func", "class", "struct"]) -> ExtractedDocument {
    var headings: [Heading] = []
    var start = 0
    for line in Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false) {
        let indent = line.prefix { $0 == 0x20 }.count
        let trimmed = String(decoding: line.dropFirst(indent), as: UTF8.self)
        if words.contains(where: { trimmed.hasPrefix("\($0) ") }) {
            let title = String(trimmed.prefix { $0 != "{" }).split(separator: " ").joined(separator: " ")
            headings.append(
                Heading(
                    level: indent / 4 + 1, title: title,
                    span: ByteSpan(start: start + indent, end: start + line.count)))
        }
        start += line.count + 1
    }
    return ExtractedDocument(text: text, kind: .code, headings: headings, language: "swift")
}

/// Counts letters: a tokenizer whose every letter is a token.
struct LetterCounter: TokenCounter {
    var window: Int?

    func count(_ text: String) -> Int { text.utf8.count { $0 > 0x20 } }
}

/// Counts by a hash, so that a text may be more tokens than its parts together, or fewer.
struct MoodyCounter: TokenCounter {
    var window: Int?

    func count(_ text: String) -> Int {
        let hash = text.utf8.reduce(UInt64(7)) { ($0 &* 31) &+ UInt64($1) }
        return text.utf8.count / 4 + Int(hash % 7)
    }
}

/// What holds for every document, strategy and limit.
func check(
    _ cut: ChunkedDocument, _ document: ExtractedDocument, overlaps: Bool = false,
    _ location: SourceLocation = #_sourceLocation
) {
    let bytes = Array(document.text.utf8)
    var end = 0
    var start = -1
    var failures: [String] = []
    for chunk in cut.chunks {
        if !chunk.text.utf8.elementsEqual(bytes[chunk.span.start..<chunk.span.end]) { failures.append("text") }
        if chunk.span.isEmpty || chunk.span.start <= start || chunk.span.end <= end { failures.append("order") }
        if chunk.span.start < end ? !overlaps : !bytes[end..<chunk.span.start].allSatisfy(isSpace) {
            failures.append("gap at \(end)")
        }
        if chunk.overlap != max(0, end - chunk.span.start) { failures.append("overlap \(chunk.overlap)") }
        if document.pages.isEmpty {
            if chunk.pages != nil { failures.append("pages") }
        } else if chunk.pages != pages(chunk.span, document) {
            failures.append("pages \(String(describing: chunk.pages))")
        }
        (start, end) = (chunk.span.start, chunk.span.end)
    }
    if !bytes[end...].allSatisfy(isSpace) { failures.append("tail") }
    if Set(cut.chunks.map(\.id)).count != cut.chunks.count { failures.append("names") }
    checkParents(cut, &failures)
    #expect(failures.isEmpty, "\(failures.prefix(3))", sourceLocation: location)
}

private func checkParents(_ cut: ChunkedDocument, _ failures: inout [String]) {
    var next = 0
    for parent in cut.parents {
        if parent.chunks.lowerBound != next || parent.chunks.isEmpty { failures.append("children") }
        next = parent.chunks.upperBound
        for chunk in cut.chunks[parent.chunks] where !parent.span.contains(chunk.span) || chunk.parent != parent.id {
            failures.append("child")
        }
        if parent.span.start != cut.chunks[parent.chunks.lowerBound].span.start
            || parent.span.end != cut.chunks[next - 1].span.end
        {
            failures.append("parent")
        }
    }
    if !cut.parents.isEmpty, next != cut.chunks.count { failures.append("orphans") }
    if cut.parents.isEmpty, cut.chunks.contains(where: { $0.parent != nil }) { failures.append("parents") }
}

/// The pages of a span, found without any search.
private func pages(_ span: ByteSpan, _ document: ExtractedDocument) -> ClosedRange<Int>? {
    let numbers = document.pages.filter { $0.span.overlaps(span) }.map(\.number)
    guard let first = numbers.first, let last = numbers.last else { return nil }
    return first...last
}
