/// Finds the headings among the paragraphs: by larger type, otherwise by number or capitals.
struct HeadingLevels {
    private let metrics: DocumentMetrics
    /// The sizes of headings in larger type, largest first, in quarters of a point.
    private var sizes: [Int] = []
    /// Whether larger type marks headings throughout; numbers and capitals then mean less.
    private var isBySize = false

    init(_ units: [TextUnit], metrics: DocumentMetrics, pageCount: Int) {
        self.metrics = metrics
        var found: Set<Int> = []
        var pages: Set<Int> = []
        for unit in units {
            guard let (paragraph, page) = Self.candidate(unit), isLarger(paragraph) else { continue }
            found.insert(Self.key(paragraph.size))
            pages.insert(page)
        }
        // Sizes that differ by half a point are one level.
        for size in found.sorted(by: >) where sizes.last.map({ $0 - size > 2 }) ?? true { sizes.append(size) }
        isBySize = pages.count >= 3 && pages.count * 4 >= pageCount
    }

    /// The level of a unit; `nil` when it is no heading.
    func level(of unit: TextUnit, text: String) -> Int? {
        guard let (paragraph, _) = Self.candidate(unit), text.utf8.count <= 240, text.contains(where: \.isLetter) else {
            return nil
        }
        if isLarger(paragraph) {
            guard Self.readsAsTitle(text) else { return nil }
            let size = Self.key(paragraph.size)
            let rank = sizes.firstIndex { $0 - size <= 2 } ?? sizes.count - 1
            return min(rank + 1, 6)
        }
        guard paragraph.rows.count <= 2, abs(paragraph.size - metrics.bodySize) < metrics.bodySize * 0.15 else {
            return nil
        }
        guard let level = HeadingRules.level(of: text) else { return nil }
        // A list item or an abbreviation looks like a heading; where larger type marks those, it is none.
        if isBySize, !HeadingRules.isPart(text) { return nil }
        return min(sizes.count + max(1, level - (sizes.isEmpty ? 0 : 1)), 6)
    }

    private static func candidate(_ unit: TextUnit) -> (PDFParagraph, page: Int)? {
        guard !unit.isNote, case .paragraph(let parts) = unit.content, parts.count == 1, let part = parts.first,
            part.paragraph.rows.count <= 3, part.paragraph.rows.last?.endsWithLeader == false
        else { return nil }
        return (part.paragraph, part.page)
    }

    /// Clearly larger than the text, or a little larger and as short as a heading is.
    private func isLarger(_ paragraph: PDFParagraph) -> Bool {
        if paragraph.size >= metrics.bodySize * 1.15 { return true }
        guard paragraph.size >= metrics.bodySize * 1.06, paragraph.rows.count <= 2 else { return false }
        let text = paragraph.rows.map(\.text).joined(separator: " ")
        let letters = text.count { $0.isLetter || $0 == " " }
        return text.utf8.count <= 120 && letters * 10 >= text.count * 7
            && text.last.map { !".;:,".contains($0) } ?? false
    }

    /// Begins with a capital, a digit or a script without capitals.
    private static func readsAsTitle(_ text: String) -> Bool {
        guard let first = text.first(where: { $0.isLetter || $0.isNumber }) else { return false }
        return !first.isLowercase
    }

    private static func key(_ size: Float) -> Int { Int((min(size, 10_000) * 4).rounded()) }
}
