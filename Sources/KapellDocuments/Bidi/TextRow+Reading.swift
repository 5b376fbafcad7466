extension TextRow {
    /// A piece of a line that is read in one direction.
    struct Piece: Sendable {
        var text: String
        var box: Box
    }

    /// The line with its words in reading order, as whole words and not as they stand.
    ///
    /// - Parameter isRightToLeft: the direction of the paragraph; `nil` where the line alone decides: without letters from
    ///   right to left it then stays as it is.
    func read(_ isRightToLeft: Bool? = nil) -> TextRow {
        guard pieces == nil else { return self }
        let letters = LetterCount(words)
        guard letters.right > 0 || isRightToLeft != nil else { return self }
        var row = self
        row.isRightToLeft = isRightToLeft ?? letters.isRightToLeft
        let runs = LineOrder.runs(signs(), isRightToLeft: row.isRightToLeft)
        row.words = Self.words(of: runs, line: words[0].line)
        row.pieces = runs.compactMap(Self.piece)
        return row
    }

    /// The line as it would be on the other side of a looking glass, so that its beginning is at the left.
    func mirrored(_ axis: Float) -> TextRow {
        var row = self
        row.box = box.mirrored(axis)
        for index in row.words.indices { row.words[index].box = row.words[index].box.mirrored(axis) }
        return row
    }

    private func signs() -> [LineOrder.Sign] {
        var signs: [LineOrder.Sign] = []
        for (index, word) in words.enumerated() {
            if index > 0, needsBlank(words[index - 1], word), !isTornAtMark(words[index - 1], word) {
                let (left, right) = (words[index - 1].box, word.box)
                let kind: BidiKind = right.x0 - left.x1 > size * 1.8 ? .gap : .blank
                let box = Box(x0: left.x1, y0: right.y0, x1: right.x0, y1: right.y1)
                signs.append(LineOrder.Sign(scalar: " ", kind: kind, box: box))
            }
            let scalars = word.text.unicodeScalars
            let step = word.box.width / Float(max(1, scalars.count))
            for (place, scalar) in scalars.enumerated() {
                var box = word.box
                box.x0 = word.box.x0 + step * Float(place)
                box.x1 = word.box.x0 + step * Float(place + 1)
                signs.append(LineOrder.Sign(scalar: scalar, kind: BidiKind(scalar), box: box))
            }
        }
        return signs
    }

    /// pdftotext takes the room that a mark seems to need for a blank, though it is narrower than one.
    private func isTornAtMark(_ left: PDFWord, _ right: PDFWord) -> Bool {
        guard right.box.x0 - left.box.x1 < size * 0.22 else { return false }
        let isMark = { (scalar: Unicode.Scalar) in BidiKind(scalar) == .mark }
        return left.text.unicodeScalars.last.map(isMark) == true
            || right.text.unicodeScalars.prefix(2).contains(where: isMark)
    }

    /// Words are what stands between blanks, whichever way their parts are read.
    private static func words(of runs: [LineOrder.Run], line: Int32) -> [PDFWord] {
        var words: [PDFWord] = []
        var isOpen = false
        for sign in runs.lazy.flatMap(\.signs) {
            if sign.kind == .blank || sign.kind == .gap {
                isOpen = false
            } else if isOpen {
                words[words.count - 1].text.unicodeScalars.append(sign.scalar)
                words[words.count - 1].box = words[words.count - 1].box.union(sign.box)
            } else {
                words.append(PDFWord(text: String(sign.scalar), box: sign.box, line: line))
                isOpen = true
            }
        }
        return words
    }

    private static func piece(of run: LineOrder.Run) -> Piece? {
        let signs = run.signs.filter { $0.kind != .blank && $0.kind != .gap }
        guard let first = signs.first else { return nil }
        var text = String.UnicodeScalarView()
        for sign in signs { text.append(sign.scalar) }
        return Piece(text: String(text), box: signs.reduce(first.box) { $0.union($1.box) })
    }
}

extension Box {
    func mirrored(_ axis: Float) -> Box { Box(x0: axis - x1, y0: y0, x1: axis - x0, y1: y1) }
}
