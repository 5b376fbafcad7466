/// A paragraph or table with the pages that its parts lie on.
struct TextUnit: Sendable {
    enum Content: Sendable {
        /// The parts of a paragraph, each on a page of its own or in a column of its own.
        case paragraph([(page: Int, paragraph: PDFParagraph)])
        case table(PDFTable, page: Int)
    }

    var content: Content
    /// Only a line break stands before it, no blank line.
    var isTight = false
    /// Whether it is a footnote.
    var isNote = false

    /// The pages that its parts lie on.
    var pages: [Int] {
        switch content {
        case .paragraph(let parts): parts.map(\.page)
        case .table(_, let page): [page]
        }
    }

    /// All its lines.
    var rows: [TextRow] {
        switch content {
        case .paragraph(let parts): parts.flatMap(\.paragraph.rows)
        case .table(let table, _): Array(table.rows.joined().joined())
        }
    }
}

/// Brings the blocks of all pages into one order, and joins what a page or column break has parted.
struct UnitJoiner {
    let metrics: DocumentMetrics

    func units(_ pages: inout [[PageBlock]]) -> [TextUnit] {
        var units: [TextUnit] = []
        for (page, blocks) in pages.enumerated() {
            for (index, block) in blocks.enumerated() {
                switch block {
                case .table(let table):
                    var unit = TextUnit(content: .table(table, page: page))
                    if index == 0, case .table(let last, _)? = units.last?.content, last.columns == table.columns {
                        unit.isTight = true
                    }
                    units.append(unit)
                case .paragraph(let paragraph):
                    if case .paragraph(var parts)? = units.last?.content, let last = parts.last,
                        index == 0 || isNewColumn(last.paragraph, paragraph), continues(last.paragraph, paragraph)
                    {
                        parts.append((page, paragraph))
                        units[units.count - 1].content = .paragraph(parts)
                    } else {
                        units.append(
                            TextUnit(content: .paragraph([(page, paragraph)]), isTight: paragraph.isTight && index > 0))
                    }
                }
            }
        }
        return units
    }

    /// The next paragraph begins above the end of the last one.
    private func isNewColumn(_ last: PDFParagraph, _ next: PDFParagraph) -> Bool {
        guard let bottom = last.rows.last, let top = next.rows.first else { return false }
        return top.box.middleY < bottom.box.middleY
    }

    /// Whether a paragraph goes on behind a page or column break.
    private func continues(_ last: PDFParagraph, _ next: PDFParagraph) -> Bool {
        guard let end = last.rows.last, let start = next.rows.first, let word = start.words.first else { return false }
        guard end.hasSize(of: start), end.size < metrics.bodySize * 1.15 else { return false }
        guard !last.isCentred, !next.isCentred, !end.endsWithLeader else { return false }
        guard ListLabel.strength(word.text) != .strong || !next.hasLabel || end.words.count < 3 else { return false }
        let isLower = word.text.unicodeScalars.first { $0.properties.isAlphabetic }?.properties.isLowercase ?? false
        if end.endsSentence { return false }
        let isFull = last.isFull(before: word)
        if isLower { return isFull || !end.endsList }
        if next.rows.count > 1, start.box.x0 > next.rows[1].box.x0 + start.size * 0.8 { return false }
        let isComma = end.words.last?.text.last.map { ",،".contains($0) } ?? false
        guard isFull, !end.endsList || isComma else { return false }
        let isHeading = next.rows.count == 1 && HeadingRules.level(of: start.text) != nil
        let wasHeading = last.rows.count == 1 && HeadingRules.level(of: end.text) != nil
        return !isHeading && !wasHeading && !next.hasLabel
    }
}
