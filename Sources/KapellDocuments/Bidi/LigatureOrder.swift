/// Mends Arabic ligatures whose letters came in reading order among signs that stand from left to right.
///
/// A font that draws lam and alef as one glyph often names both letters for it, and `pdftotext` gives them as named, so
/// that lam-alef looks like alef-lam. Nothing but the word itself tells the two apart. What no Arabic word can hold is
/// mended, such as two alefs in a row or an alef maksura before the end of a word, if the file has more such words than
/// words where lam-alef is right.
enum LigatureOrder {
    /// - Parameter pages: words as they stand, from left to right.
    /// - Returns: whether the file has such ligatures, so that some of its words may still be wrong.
    static func mend(_ pages: inout [PDFPage]) -> Bool {
        var (wrong, right) = (0, 0)
        for page in pages {
            for word in page.words where isArabic(word.text) {
                let letters = reading(word.text)
                right += zip(letters, letters.dropFirst()).count { $0 == lam && isAlef($1) }
                if mended(letters) != letters { wrong += 1 }
            }
        }
        guard wrong > 0, wrong > right else { return false }
        for page in pages.indices {
            for index in pages[page].words.indices where isArabic(pages[page].words[index].text) {
                let letters = reading(pages[page].words[index].text)
                let better = mended(letters)
                guard better != letters else { continue }
                pages[page].words[index].text = String(String.UnicodeScalarView(better.reversed()))
            }
        }
        return true
    }

    private static let lam: Unicode.Scalar = "\u{644}"
    private static let alef: Unicode.Scalar = "\u{627}"
    private static let maksura: Unicode.Scalar = "\u{649}"

    private static func isAlef(_ letter: Unicode.Scalar) -> Bool {
        letter == alef || (0x622...0x625).contains(letter.value) && letter.value != 0x624
    }

    private static func isArabic(_ text: String) -> Bool {
        text.utf8.contains { (0xD8...0xDB).contains($0) } && text.unicodeScalars.contains { BidiKind($0) == .arabic }
    }

    private static func reading(_ text: String) -> [Unicode.Scalar] { text.unicodeScalars.reversed() }

    private static func mended(_ letters: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result = letters
        for index in result.indices.dropFirst() where result[index] == lam {
            let isDouble = index > 1 && result[index - 2] == alef && isAlef(result[index - 1])
            if isDouble || result[index - 1] == maksura { result.swapAt(index - 1, index) }
        }
        let isLetter = { (letter: Unicode.Scalar) in BidiKind(letter) == .arabic }
        guard let start = result.firstIndex(where: isLetter), let last = result.lastIndex(where: isLetter) else {
            return result
        }
        let word = result[start...last].map(\.value)
        if short.contains(word) {
            result.swapAt(last - 1, last)
        } else if last - start > 2, result[last] == lam, result[last - 1] == lam, result[last - 2] == alef {
            result.swapAt(last - 2, last - 1)
        }
        return result
    }

    /// "No", "except", "if not", with and without "and" before them, each with its last two letters exchanged.
    private static let short: Set<[UInt32]> = [
        [0x627, 0x644], [0x648, 0x627, 0x644], [0x641, 0x627, 0x644], [0x625, 0x627, 0x644],
        [0x648, 0x625, 0x627, 0x644], [0x623, 0x627, 0x644],
    ]
}
