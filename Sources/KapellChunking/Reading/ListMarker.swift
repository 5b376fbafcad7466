/// The label of an item of a list that stands alone: `•`, `(a)`, `12.3`, `iv.`
enum ListMarker {
    private static let bullets: Set<String> = ["-", "*", "+", "•", "–", "—", "·", "▪", "◦", "‣", "■", "□", "●", "○"]
    private static let romans = Set("ivxlcdmIVXLCDM".utf8)

    static func isMarker(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count <= 10 else { return false }
        if bullets.contains(String(decoding: text, as: UTF8.self)) { return true }
        let closers: Set<UInt8> = [UInt8(ascii: ")"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "]")]
        var label = text
        var isClosed = false
        while let last = label.last, closers.contains(last) {
            label.removeLast()
            isClosed = true
        }
        if let first = label.first, first == UInt8(ascii: "(") || first == UInt8(ascii: "[") {
            guard isClosed else { return false }
            label.removeFirst()
        }
        guard isClosed, !label.isEmpty else { return false }
        let digits = label.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") || $0 == UInt8(ascii: ".") }
        let isLetter = label.count == 1 && label.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
        return digits || isLetter || label.allSatisfy { romans.contains($0) }
    }
}
