/// Measures what is usual in a document.
enum MetricsFinder {
    static func metrics(of pages: [PDFPage]) -> DocumentMetrics {
        var metrics = DocumentMetrics()
        var letters: [Int: Int] = [:]
        for page in pages {
            for word in page.words { letters[key(word.box.height), default: 0] += word.text.utf8.count }
        }
        guard let body = letters.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return metrics }
        metrics.bodySize = Float(body.key) / 4
        var steps: [Float] = []
        var lefts: [Float] = []
        var rights: [Float] = []
        for page in sample(pages) {
            let rows = RowClusters.bands(of: page.words).map { TextRow($0) }
                .filter { abs($0.size - metrics.bodySize) < metrics.bodySize * 0.08 }
            for (first, second) in zip(rows, rows.dropFirst()) {
                let step = (second.box.middleY - first.box.middleY) / metrics.bodySize
                // Two long lines one below the other are mostly of one paragraph.
                let isLong = first.box.width > page.width * 0.3
                if isLong, step > 0.8, step < 2.6 { steps.append(step) }
            }
            if rows.count > 4 {
                lefts.append(rows.map(\.box.x0).sorted()[rows.count / 10])
                rights.append(rows.map(\.box.x1).sorted()[rows.count - 1 - rows.count / 20])
            }
        }
        metrics.isRightToLeft = LetterCount(sample(pages).lazy.flatMap(\.words)).isRightToLeft
        metrics.leading = usual(steps) ?? metrics.leading
        metrics.left = lefts.sorted()[safe: lefts.count / 2] ?? 0
        metrics.right = rights.sorted()[safe: rights.count / 2] ?? 0
        return metrics
    }

    /// At most two hundred pages, evenly spread.
    private static func sample(_ pages: [PDFPage]) -> [PDFPage] {
        let step = max(1, pages.count / 200)
        return stride(from: 0, to: pages.count, by: step).map { pages[$0] }
    }

    /// The smallest step that many lines share.
    private static func usual(_ steps: [Float]) -> Float? {
        guard steps.count >= 4 else { return steps.min() }
        var counts: [Int: Int] = [:]
        for step in steps { counts[Int(step * 25), default: 0] += 1 }
        // Neighbouring classes count together.
        let near = counts.keys.map { key in
            (key: key, count: (counts[key - 1] ?? 0) + (counts[key] ?? 0) + (counts[key + 1] ?? 0))
        }
        let enough = (near.map(\.count).max() ?? 0) / 3
        guard let first = near.filter({ $0.count >= max(enough, 2) }).map(\.key).min() else { return nil }
        let members = steps.filter { abs(Int($0 * 25) - first) <= 1 }.sorted()
        return members[safe: members.count / 2]
    }

    private static func key(_ height: Float) -> Int { Int((min(height, 10_000) * 4).rounded()) }
}
