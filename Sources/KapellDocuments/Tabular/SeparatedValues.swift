internal import KapellCore

/// Reads values between separators, with quotes as RFC 4180 has them.
enum SeparatedValues {
    private static let (columnLimit, cellLimit) = (16_384, 3_000_000)

    /// The separator that parts the first lines into the same number of values most often.
    ///
    /// - Parameter hint: the one that the file's name speaks for; taken when it occurs at all.
    static func separator(of bytes: [UInt8], hint: UInt8?) -> UInt8 {
        let head = Array(bytes.prefix(65_536))
        if let hint, head.contains(hint) { return hint }
        var best: (separator: UInt8, score: Int) = (UInt8(ascii: ","), 0)
        for separator in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")] {
            var counts: [Int: Int] = [:]
            var lines = 0
            scan(head, separator: separator, from: 0) { row in
                counts[row.count, default: 0] += 1
                lines += 1
                return lines < 50
            }
            // How many lines agree, and on how many values.
            let score = counts.filter { $0.key > 1 }.map { $0.value * 1000 + min(999, $0.key) }.max() ?? 0
            if score > best.score { best = (separator, score) }
        }
        return best.separator
    }

    /// - Throws: `.limitExceeded` for too many columns or cells.
    static func rows(
        of bytes: [UInt8], separator: UInt8, source: DocumentSource
    ) throws(KapellError) -> [[[UInt8]]] {
        var rows: [[[UInt8]]] = []
        var cells = 0
        var failure: KapellError?
        scan(bytes, separator: separator, from: 0) { row in
            cells += row.count
            if row.count > columnLimit {
                failure = source.excessive("has more than \(columnLimit) columns")
            } else if cells > cellLimit {
                failure = source.excessive("has more than \(cellLimit) cells")
            } else if row.contains(where: { !$0.isEmpty }) {
                rows.append(row)
            }
            return failure == nil
        }
        if let failure { throw failure }
        return rows
    }

    /// Hands over each row with its values on one line each, until `take` wants no more or a row is far too long.
    private static func scan(_ bytes: [UInt8], separator: UInt8, from start: Int, take: ([[UInt8]]) -> Bool) {
        let quote = UInt8(ascii: "\"")
        var index = start
        var row: [[UInt8]] = []
        while index < bytes.count {
            var value: [UInt8] = []
            if bytes[index] == quote {
                index += 1
                while index < bytes.count {
                    if bytes[index] == quote {
                        if index + 1 < bytes.count, bytes[index + 1] == quote { index += 1 } else { break }
                    }
                    value.append(bytes[index])
                    index += 1
                }
                index = min(bytes.count, index + 1)
            }
            while index < bytes.count, bytes[index] != separator, bytes[index] != 0x0A, bytes[index] != 0x0D {
                value.append(bytes[index])
                index += 1
            }
            var text = InlineText()
            text.append(value)
            row.append(text.take())
            let isEnd = index >= bytes.count || bytes[index] != separator
            if index < bytes.count, bytes[index] == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
                index += 1
            }
            index += 1
            // A separator at the very end has an empty value behind it.
            if isEnd || index >= bytes.count || row.count > columnLimit {
                guard take(row) else { return }
                row = []
            }
        }
    }
}
