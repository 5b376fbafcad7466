/// Words of a text, as searching and comparing see them: lower case, without accents on Latin letters.
package struct Words {
    /// A word and where it stands.
    package struct Word: Hashable {
        package var text: String
        /// Byte offsets in the text.
        package var start: Int
        package var end: Int
        /// Whether it was written with a capital letter at its front.
        package var isCapitalised: Bool

        /// See ``Stemmer/normalStem(_:)``.
        package var stem: String { Stemmer.normalStem(text) }
    }

    /// Cuts `text` into runs of letters, digits and inner apostrophes; amounts and numbers with separators stay whole.
    package static func split(_ text: some StringProtocol) -> [Word] {
        let bytes = Array(text.utf8)
        var words: [Word] = []
        var index = 0
        while index < bytes.count {
            var end = index + wordLength(bytes, index)
            guard end > index else {
                index += 1
                continue
            }
            while end < bytes.count {
                let length = max(wordLength(bytes, end), markLength(bytes, end))
                if length > 0 {
                    end += length
                } else if end + 1 < bytes.count, joins(bytes[end - 1], bytes[end], bytes[end + 1]) {
                    end += 1
                } else {
                    break
                }
            }
            let first = bytes[index]
            let raw = String(decoding: bytes[index..<end], as: UTF8.self)
            words.append(
                Word(
                    text: folded(raw), start: index, end: end,
                    isCapitalised: first >= UInt8(ascii: "A") && first <= UInt8(ascii: "Z")))
            index = end
        }
        return words
    }

    /// Lower case, without accents on Latin letters, without a possessive ending.
    package static func folded(_ word: String) -> String {
        var result = ""
        if word.utf8.allSatisfy({ $0 < 0x80 }) {
            result = word.lowercased()
        } else {
            for scalar in word.lowercased().unicodeScalars where !marks.contains(scalar.value) {
                result.unicodeScalars.append(LatinFolding.base(scalar))
            }
        }
        if result.hasSuffix("'s") { result.removeLast(2) }
        return result
    }

    /// Bytes of the letter or digit that begins at `index`; 0 when there is none.
    private static func wordLength(_ bytes: [UInt8], _ index: Int) -> Int {
        let byte = bytes[index]
        if byte < 0x80 {
            let isWord =
                (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
                || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
            return isWord ? 1 : 0
        }
        let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 0
        guard length > 0, index + length <= bytes.count else { return 0 }
        var value = UInt32(byte) & (0xFF >> UInt32(length + 1))
        for offset in 1..<length { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
        guard let scalar = Unicode.Scalar(value) else { return 0 }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil ? length : 0
    }

    /// Accents that follow their letter.
    private static let marks: ClosedRange<UInt32> = 0x300...0x36F

    /// Bytes of the accent that begins at `index`; 0 when there is none.
    private static func markLength(_ bytes: [UInt8], _ index: Int) -> Int {
        guard bytes[index] == 0xCC || bytes[index] == 0xCD, index + 1 < bytes.count else { return 0 }
        return marks.contains(UInt32(bytes[index] & 0x1F) << 6 | UInt32(bytes[index + 1] & 0x3F)) ? 2 : 0
    }

    /// An apostrophe between letters, or a separator between digits.
    private static func joins(_ before: UInt8, _ middle: UInt8, _ after: UInt8) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        if middle == UInt8(ascii: ".") || middle == UInt8(ascii: ",") {
            return digits.contains(before) && digits.contains(after)
        }
        return middle == UInt8(ascii: "'") && !digits.contains(before)
            && after | 0x20 >= UInt8(ascii: "a") && after | 0x20 <= UInt8(ascii: "z")
    }
}
