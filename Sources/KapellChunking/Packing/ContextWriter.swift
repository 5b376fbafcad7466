import KapellCore
import KapellText

/// Writes what is embedded in front of a passage: its headings, and the header of its table.
struct ContextWriter {
    let outline: Outline
    private let measure: Measure
    /// What was written last; passages that follow each other mostly have the same.
    private var last: (section: Int, header: Int, context: String, read: Int)?

    init(_ outline: Outline, _ measure: Measure) {
        self.outline = outline
        self.measure = measure
    }

    private static let headerBytes = 1_000

    /// Headings and header take at most a quarter of the window each. Outer headings go first; what is still too long is
    /// cut at its end.
    mutating func context(section: Int, header: ByteSpan?) -> (text: String, read: Int) {
        let place = header?.start ?? -1
        if let last, last.section == section, last.header == place { return (last.context, last.read) }
        let share = measure.limit.read / 4
        var titles = outline.titles(of: section)
        while titles.count > 1, measure.read(HeadingPath.joined(titles)) > share { titles.removeFirst() }
        var parts = [within(share, HeadingPath.joined(titles))]
        if let header { parts.append(within(share, headerText(header))) }
        let text = parts.filter { !$0.isEmpty }.joined(separator: "\n")
        let read = measure.read(text)
        last = (section, place, text, read)
        return (text, read)
    }

    func headerText(_ header: ByteSpan) -> String {
        // A character that is cut would stand for a mark of its own.
        var end = min(header.end, header.start + Self.headerBytes)
        while !measure.bytes.isBoundary(end) { end -= 1 }
        return measure.bytes.string(ByteSpan(start: header.start, end: end))
    }

    private func within(_ share: Int, _ text: String) -> String {
        var text = text
        while !text.isEmpty, measure.read(text) > share {
            text = String(text.unicodeScalars.prefix(text.unicodeScalars.count / 2))
        }
        return text
    }
}
