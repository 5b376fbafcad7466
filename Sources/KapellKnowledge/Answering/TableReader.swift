import KapellText

/// Follows the rows of tables through the sentences of a passage, so that a row is read under its column headings.
package struct TableReader {
    /// What a sentence is to a table.
    package enum Line: Equatable {
        /// No part of one.
        case text
        /// Its first row, which has no numbers: the names of its columns.
        case head
        /// Nothing but lines between cells.
        case rule
        /// A row, with the names of the columns; empty when the passage does not have them.
        case row(head: String)
    }

    private var head: String?

    /// - Parameter header: of the table whose rows the passage opens with; empty when the passage has it, or no rows.
    package init(header: String = "") {
        let lines = header.split(whereSeparator: \.isNewline).map(String.init).filter { !Self.isRule($0) }
        head = lines.isEmpty ? nil : lines.joined(separator: " ").onOneLine
    }

    package mutating func read(_ text: String) -> Line {
        guard Self.isRow(text) else {
            head = nil
            return .text
        }
        if Self.isRule(text) { return .rule }
        if let head { return .row(head: head) }
        let hasNumbers = Words.split(text).contains { $0.text.utf8.first?.isDigit == true }
        head = hasNumbers ? "" : text.onOneLine
        return hasNumbers ? .row(head: "") : .head
    }

    private static func isRow(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        if bytes.first == UInt8(ascii: "|") { return true }
        return bytes.last != UInt8(ascii: ".") && bytes.last != UInt8(ascii: ";") && Sentences.isTableRow(bytes[...])
    }

    private static func isRule(_ text: String) -> Bool {
        text.utf8.allSatisfy {
            [UInt8(ascii: "|"), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: " ")].contains($0)
        }
    }
}
