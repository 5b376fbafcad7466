/// Joins the lines of one column into paragraphs.
struct ParagraphBuilder {
    let metrics: DocumentMetrics
    /// Whether the lines stand on the page itself and not in one of its columns.
    let isPage: Bool

    func paragraphs(_ rows: [TextRow]) -> [PDFParagraph] {
        guard !rows.isEmpty else { return [] }
        var left = rows.map(\.box.x0).min() ?? 0
        var right = rows.map(\.box.x1).max() ?? 0
        if isPage, metrics.right > 0 {
            right = max(right, metrics.right)
            left = min(left, metrics.left)
        }
        guard rows.contains(where: { LetterCount($0.words).right > 0 }) else {
            return paragraphs(rows, left: left, right: right)
        }
        let directions = RowDirections(rows, isRightToLeft: metrics.isRightToLeft) {
            distance($0, $1) <= spacing($0, $1)
        }
        return directions.segments.flatMap { segment in
            let rows = segment.isRightToLeft ? segment.rows.map { $0.mirrored(left + right) } : segment.rows
            return paragraphs(rows, left: left, right: right)
        }
    }

    /// - Parameter rows: lines that begin at the left.
    private func paragraphs(_ rows: [TextRow], left: Float, right: Float) -> [PDFParagraph] {
        let edges = rightEdges(rows, right: right)
        var paragraphs: [PDFParagraph] = []
        for (index, row) in rows.enumerated() {
            let right = edges[index]
            let centred = isCentred(row, left: left, right: right)
            // A bare number is a label when it stands off from the text: not in "12 High Street".
            let isApart = row.words.count > 1 && row.words[1].box.x0 - row.words[0].box.x1 > row.size * 0.5
            let strength = ListLabel.strength(row.words[0].text)
            let label = strength == .weak && !isApart ? .none : strength
            guard index > 0, var current = paragraphs.last else {
                paragraphs.append(
                    PDFParagraph(rows: [row], right: right, left: left, hasLabel: label != .none, isCentred: centred))
                continue
            }
            let previous = rows[index - 1]
            let breaks = self.breaks(between: current, and: row, label: label, centred: centred)
            if breaks == .none {
                current.rows.append(row)
                current.isCentred = current.isCentred && centred
                paragraphs[paragraphs.count - 1] = current
                continue
            }
            let isNear = distance(previous, row) <= spacing(previous, row)
            let isList = row.endsWithLeader && previous.endsWithLeader
            let isTight =
                isList
                || (breaks == .line && isNear && current.rows.count == 1 && label == .none && !current.hasLabel
                    && row.hasSize(of: previous))
            paragraphs.append(
                PDFParagraph(
                    rows: [row], right: right, left: left, isTight: isTight,
                    hasLabel: label != .none, isCentred: centred))
        }
        return paragraphs
    }

    /// Where the lines around each line end: a block of lines that nearly all reach the same edge has that edge, even
    /// where the page is wider (an empty second column, a quotation); other lines have the column's.
    private func rightEdges(_ rows: [TextRow], right: Float) -> [Float] {
        var edges = [Float](repeating: right, count: rows.count)
        var blocks: [(rows: Range<Int>, left: Float, edge: Float, isEven: Bool)] = []
        var start = 0
        for end in 1...rows.count {
            if end < rows.count, distance(rows[end - 1], rows[end]) <= spacing(rows[end - 1], rows[end]),
                rows[end].hasSize(of: rows[end - 1])
            {
                continue
            }
            let block = rows[start..<end]
            let edge = block.reduce(0) { max($0, $1.box.x1) }
            let left = block.reduce(edge) { min($0, $1.box.x0) }
            let full = block.dropLast().count { $0.box.x1 > edge - (edge - left) * 0.12 }
            let isWide = edge - left > rows[start].size * (block.count > 3 ? 12 : 25)
            let isEven = block.count >= 3 && full * 4 >= (block.count - 1) * 3 && isWide
            blocks.append((start..<end, left, edge, isEven))
            start = end
        }
        for block in blocks {
            if block.isEven {
                for index in block.rows { edges[index] = block.edge }
            } else if block.rows.count == 2,
                let like = blocks.first(where: {
                    $0.isEven && abs($0.left - block.left) < 2 && $0.edge + 1 > block.edge
                })
            {
                // Two lines say little; they follow a longer block that begins at the same edge.
                for index in block.rows { edges[index] = like.edge }
            }
        }
        return edges
    }

    private enum Break { case none, line, paragraph }

    private func breaks(
        between current: PDFParagraph, and row: TextRow, label: ListLabel.Strength, centred: Bool
    ) -> Break {
        let last = current.rows[current.rows.count - 1]
        if !row.hasSize(of: last) { return .paragraph }
        if distance(last, row) > spacing(last, row) { return .paragraph }
        if centred, current.isCentred, abs(row.box.x0 - last.box.x0) > 2 {
            // A long title that runs over two lines; otherwise lines of a title page.
            let isLong = last.box.width > (current.right - current.left) * 0.6 && row.box.width < last.box.width
            return isLong ? .none : .line
        }
        let next = row.words.first
        if let end = last.words.last?.text, let next, Hyphenation.mayBeBroken(end, next.text) { return .none }
        let isFull = PDFParagraph.isFull(last, right: current.right, next: next)
        let ends = last.endsSentence
        if last.endsWithLeader { return .line }
        let step = row.box.x0 - last.box.x0
        if label != .none, row.words.count > 1 {
            let isOwnLine = !isFull || ends || step < -row.size * 0.5 || last.endsList
            if label == .strong && (isOwnLine || step > row.size * 0.5) { return .paragraph }
            if label == .weak && isOwnLine && (ends || !isFull) { return .paragraph }
        }
        if !isFull { return .line }
        let isFirst = current.rows.count == 1
        if step > row.size * 0.8 {
            // Further in: the text behind a label, or a hanging indent; otherwise the first line of a paragraph.
            if isFirst, current.hasLabel { return .none }
            return ends || !isFirst ? .paragraph : .none
        }
        if step < -row.size * 0.8 {
            // Further out: the second line of a paragraph with an indented first line; otherwise a new one.
            return isFirst && !(ends && current.hasLabel) ? .none : .paragraph
        }
        return .none
    }

    /// Distance from line to line.
    private func distance(_ first: TextRow, _ second: TextRow) -> Float { second.box.middleY - first.box.middleY }

    /// The greatest distance inside a paragraph.
    private func spacing(_ first: TextRow, _ second: TextRow) -> Float {
        max(first.size, second.size) * max(metrics.leading * 1.18, metrics.leading + 0.14)
    }

    private func isCentred(_ row: TextRow, left: Float, right: Float) -> Bool {
        let (before, behind) = (row.box.x0 - left, right - row.box.x1)
        return before > row.size * 1.5 && abs(before - behind) < max(4, row.size * 0.6)
    }
}

extension TextRow {
    /// Whether the line ends like a sentence, quotation marks and brackets aside.
    var endsSentence: Bool {
        guard let word = words.last else { return false }
        let mark = word.text.reversed().first { !"\"'”’»)]".contains($0) }
        return mark.map { ".!?؟۔".contains($0) } ?? false
    }

    /// Whether the line ends so that an entry of a list may follow.
    var endsList: Bool {
        guard let word = words.last?.text, let mark = word.last else { return false }
        return ";:,؛،".contains(mark) || word == "and" || word == "or"
    }

    /// Whether the line ends with dots and a page number.
    var endsWithLeader: Bool {
        guard words.count > 1, let last = words.last, last.text.utf8.count <= 6 else { return false }
        return words.suffix(6).map(\.text).joined().contains("....")
    }
}
