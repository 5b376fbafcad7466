/// Whether a text is a table: lines with bars, or with wide gaps between columns.
enum TableForm {
    static func isTable(_ text: String) -> Bool {
        let lines = text.split(separator: "\n").filter { line in line.contains { !$0.isWhitespace } }
        if lines.count(where: { $0.utf8.contains(UInt8(ascii: "|")) }) >= 2 { return true }
        guard lines.count >= 3 else { return false }
        return Double(lines.count(where: hasGap)) >= Double(lines.count) * 0.6
    }

    private static func hasGap(_ line: Substring) -> Bool {
        var spaces = 0
        var hasText = false
        for byte in line.utf8 {
            if byte == UInt8(ascii: " ") {
                spaces += 1
            } else {
                if hasText, spaces >= 2 { return true }
                hasText = true
                spaces = 0
            }
        }
        return false
    }
}
