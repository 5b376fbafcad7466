/// Groups words into bands: what lies at the same height, right across the area.
enum RowClusters {
    /// The bands from top to bottom. Columns whose lines are not level with each other share one tall band.
    static func bands(of words: [PDFWord]) -> [[PDFWord]] {
        let sorted = words.sorted { ($0.box.middleY, $0.box.x0) < ($1.box.middleY, $1.box.x0) }
        var bands: [[PDFWord]] = []
        var bottom = -Float.infinity
        for (top, word) in sorted.map({ ($0.box.middleY - $0.box.height * 0.4, $0) }).sorted(by: { $0.0 < $1.0 }) {
            if top < bottom, !bands.isEmpty {
                bands[bands.count - 1].append(word)
                bottom = max(bottom, word.box.middleY + word.box.height * 0.4)
            } else {
                bands.append([word])
                bottom = word.box.middleY + word.box.height * 0.4
            }
        }
        return joiningNeighbours(bands)
    }

    /// Joins bands that are nearer than two lines of one column can be, and lie beside each other.
    private static func joiningNeighbours(_ bands: [[PDFWord]]) -> [[PDFWord]] {
        var result: [[PDFWord]] = []
        var last: TextRow?
        for band in bands {
            let row = TextRow(band)
            if let before = last, row.box.x0 > before.box.x1 || row.box.x1 < before.box.x0,
                row.box.middleY - before.box.middleY < min(row.size, before.size) * 0.9
            {
                result[result.count - 1].append(contentsOf: band)
            } else {
                result.append(band)
            }
            last = row
        }
        return result
    }

    /// The lines of one column. A band with several lines one above the other falls back on pdftotext's own lines.
    static func rows(of words: [PDFWord]) -> [TextRow] {
        bands(of: words).flatMap { band -> [TextRow] in
            let row = TextRow(band)
            guard row.box.height > row.size * 1.7, band.count > 1 else { return [row] }
            return split(band)
        }
    }

    private static func split(_ band: [PDFWord]) -> [TextRow] {
        let lines = Dictionary(grouping: band, by: \.line).values.map(TextRow.init)
            .sorted { ($0.box.middleY, $0.box.x0) < ($1.box.middleY, $1.box.x0) }
        var rows: [TextRow] = []
        for line in lines {
            if let last = rows.last, abs(line.box.middleY - last.box.middleY) < min(line.size, last.size) * 0.45,
                line.box.x0 >= last.box.x1 - 1 || line.box.x1 <= last.box.x0 + 1
            {
                rows[rows.count - 1] = TextRow(last.words + line.words)
            } else {
                rows.append(line)
            }
        }
        return rows
    }
}
