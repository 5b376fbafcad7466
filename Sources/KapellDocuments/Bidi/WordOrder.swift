/// Brings the words of a file into one form: signs from left to right as they stand, marks behind their letter.
///
/// `pdftotext` gives the signs of a word in the order of their places, except where the file states the text of a piece
/// itself (`/ActualText`, ISO 32000-1, 14.9.4): that comes in reading order.
enum WordOrder {
    /// - Returns: what the reader should know.
    static func normalise(_ pages: inout [PDFPage]) -> [String] {
        let evidence = evidence(in: pages)
        guard evidence.words > 0 else { return [] }
        turn(&pages, evidence)
        guard LigatureOrder.mend(&pages) else { return [] }
        return ["Arabic ligatures name their letters the wrong way round; some words with lam and alef may be wrong."]
    }

    private static func turn(_ pages: inout [PDFPage], _ evidence: Evidence) {
        guard evidence.isReadingOrder || evidence.isMarkFirst else { return }
        for page in pages.indices {
            for index in pages[page].words.indices where isRightToLeft(pages[page].words[index].text) {
                let text = pages[page].words[index].text
                pages[page].words[index].text = evidence.isReadingOrder ? visual(text) : markLast(text)
            }
        }
    }

    /// A word in reading order as it would stand on the page.
    static func visual(_ text: String) -> String {
        guard isRightToLeft(text) else { return text }
        let none = Box(x0: 0, y0: 0, x1: 0, y1: 0)
        // The order is its own reverse: numbers and Latin letters keep theirs, the rest is turned.
        let turned = clusters(text).reversed().joined()
        let signs = turned.map { LineOrder.Sign(scalar: $0, kind: BidiKind($0), box: none) }
        var result = String.UnicodeScalarView()
        var start = 0
        while start < signs.count {
            var end = start
            while end < signs.count, keepsOrder(signs[end].kind) == keepsOrder(signs[start].kind) { end += 1 }
            let part = signs[start..<end].map(\.scalar)
            result.append(contentsOf: keepsOrder(signs[start].kind) ? part.reversed() : part)
            start = end
        }
        return String(result)
    }

    private static func keepsOrder(_ kind: BidiKind) -> Bool {
        kind.isLeftToRight || kind == .arabicDigit || kind == .separator || kind == .unit
    }

    private struct Evidence {
        var words = 0
        var (reading, standing) = (0, 0)
        var (markFirst, markLast) = (0, 0)

        var isReadingOrder: Bool { reading >= 3 && reading > standing * 2 }
        var isMarkFirst: Bool { markFirst > markLast }
    }

    /// Letters that only end a word, and the Arabic article, which only begins one, tell the order.
    private static func evidence(in pages: [PDFPage]) -> Evidence {
        var evidence = Evidence()
        for page in pages {
            for word in page.words where isRightToLeft(word.text) {
                evidence.words += 1
                let scalars = Array(word.text.unicodeScalars)
                if scalars.count > 1, let first = scalars.first, let last = scalars.last {
                    if BidiKind(first) == .mark { evidence.markFirst += 1 }
                    if BidiKind(last) == .mark { evidence.markLast += 1 }
                }
                let letters = scalars.map(\.value).filter {
                    (0x5D0...0x5EA).contains($0) || (0x620...0x6D3).contains($0)
                }
                guard letters.count > 2, letters.count < 40 else { continue }
                if isFinal(letters[letters.count - 1]) || letters.starts(with: article) { evidence.reading += 1 }
                if isFinal(letters[0]) || letters.reversed().starts(with: article) { evidence.standing += 1 }
            }
        }
        return evidence
    }

    private static let article: [UInt32] = [0x627, 0x644]

    /// Final kaf, mem, nun, pe and tsadi; teh marbuta and alef maksura.
    private static func isFinal(_ letter: UInt32) -> Bool {
        switch letter {
        case 0x5DA, 0x5DD, 0x5DF, 0x5E3, 0x5E5, 0x629, 0x649: true
        default: false
        }
    }

    private static func isRightToLeft(_ text: String) -> Bool {
        text.unicodeScalars.contains(where: \.isRightToLeft)
    }

    /// Each sign with the marks behind it.
    private static func clusters(_ text: String) -> [[Unicode.Scalar]] {
        var clusters: [[Unicode.Scalar]] = []
        for scalar in text.unicodeScalars {
            if BidiKind(scalar) == .mark, !clusters.isEmpty {
                clusters[clusters.count - 1].append(scalar)
            } else {
                clusters.append([scalar])
            }
        }
        return clusters
    }

    /// Marks in front of their letter go behind it.
    private static func markLast(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var marks: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            if BidiKind(scalar) == .mark {
                marks.append(scalar)
            } else {
                result.append(scalar)
                result.append(contentsOf: marks.reversed())
                marks = []
            }
        }
        result.append(contentsOf: marks.reversed())
        return String(result)
    }
}
