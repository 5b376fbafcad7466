extension StringProtocol {
    /// Without white space at both ends.
    package var trimmingSpace: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// Runs of white space as single spaces: a quotation on one line.
    package var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
