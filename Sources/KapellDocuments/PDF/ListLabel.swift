/// Numbers, letters and bullets in front of a paragraph.
enum ListLabel {
    /// Whether a word is a label: "•", "–", "(a)", "iv.", "12.3", "7)", "(א)", "٣."
    static func isLabel(_ word: String) -> Bool { strength(word) != .none }

    enum Strength { case none, weak, strong }

    /// A bullet or a bracketed or dotted number is strong; a bare number or letter is weak.
    static func strength(_ word: String) -> Strength {
        let bytes = Array(word.utf8)
        guard !bytes.isEmpty, bytes.count <= 12 else { return .none }
        if bytes[0] >= 0xD7 || bytes.count > 1 && bytes[1] >= 0xD7 {
            if let strength = rightToLeft(Array(word.unicodeScalars)[...]) { return strength }
        }
        if word.count == 1, let scalar = word.unicodeScalars.first { return single(scalar) }
        var core = bytes[...]
        let isOpened = core.first == UInt8(ascii: "(") || core.first == UInt8(ascii: "[")
        if isOpened { core = core.dropFirst() }
        let isClosed = core.last.map { ").:]".utf8.contains($0) } ?? false
        if isClosed { core = core.dropLast() }
        if isOpened, !isClosed { return .none }
        let parts = core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...6).contains(parts.count), parts.allSatisfy(isNumberPart) else { return .none }
        let hasDigit = core.contains { (0x30...0x39).contains($0) }
        if parts.count > 1 { return hasDigit ? .strong : .none }
        return isClosed ? .strong : (hasDigit ? .weak : .none)
    }

    /// One Hebrew or Arabic letter, or up to three Arabic-Indic digits, with a bracket or a full stop.
    private static func rightToLeft(_ scalars: ArraySlice<Unicode.Scalar>) -> Strength? {
        var core = scalars
        if core.first == "(" { core = core.dropFirst() }
        let isClosed = core.last == ")" || (core.last == "." && core.count == scalars.count)
        if isClosed { core = core.dropLast() }
        let isNumber = (1...3).contains(core.count) && core.allSatisfy { (0x660...0x669).contains($0.value) }
        guard isNumber || (core.count == 1 && core.allSatisfy(\.isRightToLeft)) else { return nil }
        return isClosed ? .strong : (isNumber && core.count == scalars.count ? .weak : Strength.none)
    }

    private static func single(_ scalar: Unicode.Scalar) -> Strength {
        if "•◦▪▫■□●○‣⁃·∙–—*➢➤►▶✓✔❖\u{F0B7}\u{F0A7}\u{F076}\u{F0D8}".unicodeScalars.contains(scalar) { return .strong }
        if scalar == "-" { return .strong }
        return (0x30...0x39).contains(scalar.value) ? .weak : .none
    }

    /// Up to three digits, one letter, or a small Roman number.
    private static func isNumberPart(_ part: ArraySlice<UInt8>) -> Bool {
        if part.isEmpty { return false }
        if part.count <= 3, part.allSatisfy({ (0x30...0x39).contains($0) }) { return true }
        if part.count == 1, let byte = part.first { return (0x41...0x5A).contains(byte & 0xDF) }
        return part.count <= 6 && part.allSatisfy { "ivxlcIVXLC".utf8.contains($0) }
    }
}

extension PDFWord {
    /// Whether the word is a label. Before a line is read, its words stand from left to right: `.1` for "1.".
    func isLabel(_ isRightToLeft: Bool) -> Bool {
        if ListLabel.isLabel(text) { return true }
        guard isRightToLeft, text.utf8.count <= 12 else { return false }
        return ListLabel.isLabel(TextRow([self]).read(true).text)
    }
}
