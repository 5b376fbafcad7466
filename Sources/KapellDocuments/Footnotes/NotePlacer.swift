/// Puts footnotes back into the text: behind the last paragraph or table that ends on their page.
///
/// The text of a page stays together. So where a paragraph goes on over the page's end, the notes stand in front of it and
/// its heading; only a paragraph that begins on an earlier page, too, is parted.
struct NotePlacer {
    let metrics: DocumentMetrics

    func place(_ notes: [Footnote], in units: inout [TextUnit]) {
        guard !notes.isEmpty else { return }
        let ends = Self.ends(of: units)
        var (before, behind): ([Int: [TextUnit]], [Int: [TextUnit]]) = ([:], [:])
        var parted: [Int: [(part: Int, notes: [TextUnit])]] = [:]
        var homeless: [TextUnit] = []
        for (page, notes) in Dictionary(grouping: notes, by: \.page).sorted(by: { $0.key < $1.key }) {
            let written = notes.map(Self.unit)
            guard let end = ends[page] else {
                homeless += written
                continue
            }
            let pages = units[end.unit].pages
            if pages.last == page {
                behind[end.unit] = written
            } else if pages.first == page {
                before[start(end.unit, on: page, units), default: []] += written
            } else {
                parted[end.unit, default: []].append((end.part, written))
            }
        }
        var result: [TextUnit] = []
        for (index, unit) in units.enumerated() {
            result += before[index] ?? []
            var unit = unit
            // Behind a note the text begins anew.
            if result.last?.isNote == true { unit.isTight = false }
            result += Self.parted(unit, parted[index] ?? [])
            result += behind[index] ?? []
        }
        units = result + homeless
    }

    /// The last unit of each page, and its part there.
    private static func ends(of units: [TextUnit]) -> [Int: (unit: Int, part: Int)] {
        var ends: [Int: (unit: Int, part: Int)] = [:]
        for (index, unit) in units.enumerated() {
            for (part, page) in unit.pages.enumerated() { ends[page] = (index, part) }
        }
        return ends
    }

    /// The paragraph, or the first of the headings in front of it.
    private func start(_ unit: Int, on page: Int, _ units: [TextUnit]) -> Int {
        var start = unit
        while start > 0, unit - start < 4, units[start - 1].pages == [page], isHeading(units[start - 1]) { start -= 1 }
        return start
    }

    private func isHeading(_ unit: TextUnit) -> Bool {
        guard case .paragraph(let parts) = unit.content, parts.count == 1, parts[0].paragraph.rows.count <= 2 else {
            return false
        }
        let isLarger = parts[0].paragraph.size >= metrics.bodySize * 1.06
        return isLarger || HeadingRules.level(of: parts[0].paragraph.rows.map(\.text).joined(separator: " ")) != nil
    }

    private static func parted(_ unit: TextUnit, _ cuts: [(part: Int, notes: [TextUnit])]) -> [TextUnit] {
        guard case .paragraph(let parts) = unit.content, !cuts.isEmpty else { return [unit] }
        var result: [TextUnit] = []
        var start = 0
        for cut in cuts {
            let piece = TextUnit.Content.paragraph(Array(parts[start...cut.part]))
            result.append(TextUnit(content: piece, isTight: start == 0 && unit.isTight))
            result += cut.notes
            start = cut.part + 1
        }
        if start < parts.count { result.append(TextUnit(content: .paragraph(Array(parts[start...])))) }
        return result
    }

    private static func unit(of note: Footnote) -> TextUnit {
        let isRightToLeft = LetterCount(note.words).isRightToLeft
        let rows = RowClusters.rows(of: note.words).map { $0.read(isRightToLeft ? true : nil) }
        let box = rows.reduce(rows[0].box) { $0.union($1.box) }
        let paragraph = PDFParagraph(rows: rows, right: box.x1, left: box.x0)
        return TextUnit(content: .paragraph([(note.page, paragraph)]), isNote: true)
    }
}
