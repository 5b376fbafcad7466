/// Lines in small type at the foot of a page or column that begin with marks.
struct NoteZone {
    struct Line {
        var words: [PDFWord]
        var box: Box
        var size: Float
        /// The mark that it begins with, and which word holds it.
        var mark: (text: String, rest: String, word: PDFWord)?
    }

    /// A note: its first line has the mark.
    private(set) var notes: [[Line]] = []
    /// Lines in front of the first mark: they may go on from the page before.
    private(set) var leading: [Line] = []

    /// Smaller than the text by this share, and no page with more lines than this.
    private static let (small, limit) = (Float(0.93), 2_000)

    /// What has more notes than this is no foot of a page.
    private static let most = 200

    /// The zones of a page; none where something else stands below the small type.
    static func zones(of page: PDFPage, bodySize: Float) -> [NoteZone] {
        let parts = page.words.reduce(into: (small: [PDFWord](), big: [PDFWord]())) { parts, word in
            if word.box.height <= bodySize * small { parts.small.append(word) } else { parts.big.append(word) }
        }
        let bands = RowClusters.bands(of: parts.small)
        guard bands.count <= limit, bands.contains(where: { $0.contains { NoteMark.beginning(of: $0.text) != nil } })
        else { return [] }
        let lines = free(bands.flatMap(Self.lines), above: parts.big, on: page)
        return chains(lines).compactMap(NoteZone.init).filter { !$0.notes.isEmpty }
    }

    private init?(_ lines: [Line]) {
        var last: Int?
        for line in lines {
            let number = line.mark.flatMap { Int($0.text) }
            // A line of a note may begin with a number, too.
            let isNext = number.map { number in last.map { number == $0 + 1 } ?? true } ?? true
            if line.mark != nil, isNext {
                notes.append([line])
                last = number ?? last
            } else if notes.isEmpty {
                leading.append(line)
            } else {
                notes[notes.count - 1].append(line)
            }
        }
        leading = Self.near(leading, first: notes.first?.first)
        let marks = notes.compactMap { $0[0].mark?.text }
        guard Set(marks).count == marks.count, marks.count <= Self.most else { return nil }
    }

    /// Those lines that follow each other up to the first note as lines of one paragraph do, in its size.
    private static func near(_ lines: [Line], first: Line?) -> [Line] {
        guard var below = first else { return [] }
        var start = lines.endIndex
        for (index, line) in lines.enumerated().reversed() {
            let step = below.box.middleY - line.box.middleY
            guard step < line.size * 1.9, abs(line.size - below.size) < line.size * 0.06 else { break }
            (below, start) = (line, index)
        }
        return Array(lines[start...])
    }

    /// A band may hold the lines of several columns.
    private static func lines(of band: [PDFWord]) -> [Line] {
        let row = TextRow(band)
        var parts: [[PDFWord]] = []
        for word in row.words {
            if let last = parts.last?.last, word.line == last.line || word.box.x0 - last.box.x1 < row.size * 1.5 {
                parts[parts.count - 1].append(word)
            } else {
                parts.append([word])
            }
        }
        return parts.map { words in
            let isRightToLeft = LetterCount(words).isRightToLeft
            let row = TextRow(words)
            var line = Line(words: words, box: row.box, size: row.size)
            if words.count > 1, let word = isRightToLeft ? words.last : words.first {
                let text = isRightToLeft ? TextRow([word]).read(true).text : word.text
                line.mark = NoteMark.beginning(of: text).map { ($0.mark, $0.rest, word) }
            } else if let word = words.first, let (mark, rest) = NoteMark.beginning(of: word.text), !rest.isEmpty {
                line.mark = (mark, rest, word)
            }
            return line
        }
    }

    /// The lines with nothing in larger type below them, from top to bottom. A page's number below does not count.
    private static func free(_ lines: [Line], above big: [PDFWord], on page: PDFPage) -> [Line] {
        let bands = RowClusters.bands(of: big)
        var text = bands[...]
        if let last = bands.last, last.count <= 5, last.allSatisfy({ $0.box.y0 > page.height * 0.88 }) {
            text = bands.dropLast()
        }
        // The page's width as the bits of a number.
        func mask(_ box: Box) -> UInt64 {
            let step = max(page.width, 1) / 64
            let first = min(63, max(0, Int((box.x0 / step).rounded(.down))))
            let last = min(63, max(first, Int((box.x1 / step).rounded(.down))))
            return (UInt64.max >> UInt64(63 - last)) & (UInt64.max << UInt64(first))
        }
        let below = text.joined().sorted { $0.box.middleY > $1.box.middleY }
        var (taken, next): (UInt64, Int) = (0, 0)
        var result: [Line] = []
        for line in lines.sorted(by: { $0.box.middleY > $1.box.middleY }) {
            while next < below.count, below[next].box.middleY > line.box.middleY - line.size * 0.5 {
                taken |= mask(below[next].box)
                next += 1
            }
            if mask(line.box) & taken == 0 { result.append(line) }
        }
        return result.reversed()
    }

    /// Lines that follow each other closely in one column.
    private static func chains(_ lines: [Line]) -> [[Line]] {
        var chains: [[Line]] = []
        for line in lines {
            // The latest chains are those that the line may belong to.
            let last = chains.indices.suffix(8).last { index in
                guard let end = chains[index].last else { return false }
                let step = line.box.middleY - end.box.middleY
                let isBeside = line.box.x0 < end.box.x1 && end.box.x0 < line.box.x1
                // A note may have paragraphs of its own.
                return isBeside && step < line.size * (line.mark == nil ? 2.7 : 3)
            }
            if let last { chains[last].append(line) } else { chains.append([line]) }
        }
        return chains
    }
}
