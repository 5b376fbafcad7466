/// Takes the footnotes off the pages, so that a sentence goes on over a page's end, and puts their marks in brackets.
///
/// What is no footnote for sure stays where it is: a note is one when it is in smaller type, has nothing but notes below
/// it, begins with a mark, and the mark stands in the text above.
struct FootnoteFinder {
    /// The pages without their notes.
    private(set) var pages: [PDFPage]
    /// The notes in their order.
    private(set) var notes: [Footnote] = []

    init(_ pages: [PDFPage], metrics: DocumentMetrics) {
        self.pages = pages
        for page in pages.indices {
            let zones = NoteZone.zones(of: pages[page], bodySize: metrics.bodySize)
            guard !zones.isEmpty else { continue }
            take(zones, on: page)
        }
    }

    private mutating func take(_ zones: [NoteZone], on page: Int) {
        let words = pages[page].words
        let own = Set(zones.flatMap { zone in (zone.leading + zone.notes.joined()).flatMap(\.words) })
        let references = NoteReferences(words, isNote: own)
        var gone: Set<PDFWord> = []
        var named: Set<String> = []
        for zone in zones {
            let marks = zone.notes.compactMap { $0[0].mark?.text }
            let top = zone.notes[0][0].box.y0
            var places: [String: [NoteReferences.Place]] = [:]
            for line in zone.notes.map({ $0[0] }) {
                guard let mark = line.mark, !named.contains(mark.text) else { continue }
                places[mark.text] = Self.clear(references.places[mark.text] ?? [], of: line, above: top)
            }
            let found = marks.filter { places[$0]?.isEmpty == false }
            guard !found.isEmpty, found.count * 2 > marks.count else { continue }
            if let rest = continuation(zone, on: page) {
                notes.append(rest)
                gone.formUnion(zone.leading.flatMap(\.words))
            }
            for lines in zone.notes {
                guard let mark = lines[0].mark else { continue }
                for place in places[mark.text] ?? [] { pages[page].words[place.word].text = place.text }
                gone.formUnion(lines.flatMap(\.words))
                // Brackets tie a note to its mark: without one it keeps what is printed.
                let words = found.contains(mark.text) ? Self.words(of: lines, mark) : lines.flatMap(\.words)
                notes.append(Footnote(mark: mark.text, words: words, page: page))
            }
            named.formUnion(marks)
        }
        guard !gone.isEmpty else { return }
        pages[page].words.removeAll(where: gone.contains)
    }

    /// The places of a note's mark that are surest: exponents and numbers on lines of their own count where there is
    /// nothing else, and the latter only where the note's own mark is set smaller than the note.
    private static func clear(
        _ places: [NoteReferences.Place], of line: NoteZone.Line, above top: Float
    ) -> [NoteReferences.Place] {
        let all = places.filter { $0.box.middleY < top }
        let beside = all.filter { !$0.isAlone }
        guard beside.isEmpty else {
            let clear = beside.filter { !$0.isExponent }
            return clear.isEmpty ? beside : clear
        }
        let isSmall = line.mark.map { $0.word.box.height < line.size * 0.87 } ?? false
        return isSmall ? Array(all.prefix(1)) : []
    }

    /// What goes on from a note on the page before that ends within a sentence.
    private func continuation(_ zone: NoteZone, on page: Int) -> Footnote? {
        guard let last = notes.last(where: { $0.page < page }), last.page == page - 1, !zone.leading.isEmpty,
            let end = last.words.last, !TextRow([end]).endsSentence
        else { return nil }
        return Footnote(mark: nil, words: zone.leading.flatMap(\.words), page: page)
    }

    private static func words(
        of lines: [NoteZone.Line], _ mark: (text: String, rest: String, word: PDFWord)
    ) -> [PDFWord] {
        var words = lines.flatMap(\.words)
        guard let index = words.firstIndex(of: mark.word) else { return words }
        words[index].text = mark.rest.isEmpty ? "[\(mark.text)]" : "[\(mark.text)] \(mark.rest)"
        // The mark is a word, however near the next one stands.
        let isRightToLeft = LetterCount(words).isRightToLeft
        let room = min(lines[0].size * 0.2, mark.word.box.width / 2)
        if isRightToLeft { words[index].box.x0 += room } else { words[index].box.x1 -= room }
        return words
    }
}
