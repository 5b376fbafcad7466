/// Where the marks of footnotes stand in the text of a page.
struct NoteReferences {
    struct Place {
        /// The index of its word on the page.
        var word: Int
        var box: Box
        /// What the word becomes.
        var text: String
        /// Behind a digit or a single letter, as an exponent is.
        var isExponent: Bool
        /// A small number on a line of its own: it may have come there from the end of the line above.
        var isAlone = false
    }

    private(set) var places: [String: [Place]] = [:]

    /// - Parameter isNote: the words of the notes themselves.
    init(_ words: [PDFWord], isNote: Set<PDFWord>) {
        // The line number serves as the index while the lines are formed.
        let keyed = words.enumerated().filter { !isNote.contains($0.element) }
            .map { PDFWord(text: $1.text, box: $1.box, line: Int32($0)) }
        for band in RowClusters.bands(of: keyed) {
            let row = band.sorted { $0.box.x0 < $1.box.x0 }
            if row.count == 1, let marks = NoteMark.raised(row[0].text), marks.count == 1 {
                var place = Place(word: Int(row[0].line), box: row[0].box, text: "[\(marks[0])]", isExponent: false)
                place.isAlone = true
                places[marks[0], default: []].append(place)
                continue
            }
            var carrier: PDFWord?
            for index in row.indices {
                // A mark behind another one stands on the same word.
                let isSecond = index > 0 && carrier != nil && row[index].box.x0 - row[index - 1].box.x1 < 3
                let neighbours = [index - 1, index + 1].filter(row.indices.contains).map { row[$0] }
                carrier = add(row[index], beside: isSecond ? [carrier].compactMap(\.self) : neighbours, isSecond)
            }
        }
    }

    /// - Parameter isNear: whether the neighbours are known to be near.
    /// - Returns: the word on which a mark stands that stands alone.
    private mutating func add(_ word: PDFWord, beside neighbours: [PDFWord], _ isNear: Bool) -> PDFWord? {
        if let marks = NoteMark.raised(word.text) {
            guard let carrier = neighbours.first(where: { Self.isRaised(word, beside: $0, isNear) }) else { return nil }
            let letters = carrier.text.unicodeScalars
            let isExponent =
                letters.count < 2 || letters.last.map { BidiKind($0) == .digit } ?? false
                || carrier.text == "km" || carrier.text == "cm" || carrier.text == "mm"
            let text = marks.map { "[\($0)]" }.joined()
            for mark in marks {
                places[mark, default: []].append(
                    Place(word: Int(word.line), box: word.box, text: text, isExponent: isExponent))
            }
            return carrier
        }
        // A star behind a number is mostly that of a table.
        if let (stem, mark) = NoteMark.ending(of: word.text), stem.contains(where: \.isLetter) {
            let isExponent = Int(mark) != nil && stem.unicodeScalars.count < 3
            places[mark, default: []].append(
                Place(word: Int(word.line), box: word.box, text: "\(stem)[\(mark)]", isExponent: isExponent))
        }
        return nil
    }

    private static func isRaised(_ mark: PDFWord, beside word: PDFWord, _ isNear: Bool) -> Bool {
        let gap = max(mark.box.x0 - word.box.x1, word.box.x0 - mark.box.x1)
        guard isNear || gap < word.box.height * 0.6 else { return false }
        // A star is raised by its own shape.
        if Int(mark.text.prefix(1)) == nil, mark.box.middleY <= word.box.middleY + 1 { return true }
        return mark.box.height < word.box.height * 0.87 && mark.box.middleY < word.box.middleY
    }
}
