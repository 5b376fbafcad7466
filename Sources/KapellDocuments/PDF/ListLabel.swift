/// Numbers, letters and bullets in front of a paragraph.
enum ListLabel {
    /// Whether a word is a label: "•", "–", "(a)", "iv.", "12.3", "7)".
    static func isLabel(_ word: String) -> Bool { strength(word) != .none }

    enum Strength { case none, weak, strong }

    /// A bullet or a bracketed or dotted number is strong; a bare number or letter is weak.
    static func strength(_ word: String) -> Strength {
        let bytes = Array(word.utf8)
        guard !bytes.isEmpty, bytes.count <= 12 else { return .none }
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
