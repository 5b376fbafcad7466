/// Finds the reading order of one page: columns, tables and running text.
struct PageLayout {
    let metrics: DocumentMetrics
    let page: PDFPage

    /// The blocks of the page in reading order.
    func blocks() -> [PageBlock] {
        // Sideways and other outlandish words (stamps, watermarks) would tear the rows apart; they come last.
        let (upright, odd) = page.words.reduce(into: ([PDFWord](), [PDFWord]())) { parts, word in
            if isOdd(word) { parts.1.append(word) } else { parts.0.append(word) }
        }
        var blocks = layout(upright, depth: 0)
        for line in Dictionary(grouping: odd, by: \.line).sorted(by: { $0.key < $1.key }) {
            let row = TextRow(line.value).read()
            blocks.append(.paragraph(PDFParagraph(rows: [row], right: row.box.x1, left: row.box.x0)))
        }
        return blocks
    }

    private func isOdd(_ word: PDFWord) -> Bool {
        let isTall = word.text.count > 2 && word.box.height > max(word.box.width * 1.6, metrics.bodySize * 2.5)
        return isTall || word.box.height > page.height / 3
    }

    /// - Parameter depth: how many columns lie around the words.
    private func layout(_ words: [PDFWord], depth: Int) -> [PageBlock] {
        guard !words.isEmpty else { return [] }
        let bands = RowClusters.bands(of: words)
        let isRightToLeft = LetterCount(words).isRightToLeft
        let finder = RegionFinder(bands: bands, metrics: metrics, isRightToLeft: isRightToLeft)
        var blocks: [PageBlock] = []
        var plain: [PDFWord] = []
        var aside: [PDFWord] = []
        var index = 0
        func flush() {
            guard !plain.isEmpty else { return }
            for (words, isPage) in [(plain, depth == 0), (aside, false)] {
                let builder = ParagraphBuilder(metrics: metrics, isPage: isPage)
                blocks += builder.paragraphs(RowClusters.rows(of: words)).map(PageBlock.paragraph)
            }
            (plain, aside) = ([], [])
        }
        while index < bands.count {
            guard depth < 4, let region = finder.region(from: index) else {
                plain += bands[index]
                index += 1
                continue
            }
            let inside = bands[region.bands].flatMap { $0 }
            let columns = region.columns(of: inside)
            if columns.count < 2 || ColumnKind.isSpreadLine(columns, bands: region.bands.count) {
                plain += inside
                index = region.bands.upperBound
            } else if let (text, note) = ColumnKind.textAndNote(columns) {
                plain += text
                aside += note
                index = region.bands.upperBound
            } else if ColumnKind(columns).isProse {
                flush()
                for column in columns { blocks += layout(column, depth: depth + 1) }
                index = region.bands.upperBound
            } else {
                flush()
                let end = finder.tableEnd(region)
                let table = end < region.bands.upperBound ? finder.region(region.bands.lowerBound..<end) : region
                let cells = table.columns(of: bands[table.bands].flatMap { $0 })
                blocks.append(.table(TableBuilder(columns: cells).table()))
                index = end
            }
        }
        flush()
        return blocks
    }
}
