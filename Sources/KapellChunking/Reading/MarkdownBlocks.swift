import KapellCore

/// Fenced code and tables with bars in Markdown. Source: CommonMark 0.31.2, section 4.5; GitHub's tables.
struct MarkdownBlocks {
    private let bytes: [UInt8]
    private let end: Int
    private var blocks: [Block] = []
    private var fence: (mark: UInt8, length: Int)?
    /// Lines of the block that is open.
    private var lines: [ByteSpan] = []
    private var isInTable = false

    static func blocks(in bytes: [UInt8], _ span: ByteSpan) -> [Block] {
        var reader = MarkdownBlocks(bytes: bytes, end: span.end)
        reader.read(from: span.start)
        return reader.blocks
    }

    private init(bytes: [UInt8], end: Int) {
        self.bytes = bytes
        self.end = end
    }

    private mutating func read(from start: Int) {
        var start = start
        while start < end {
            let lineEnd = bytes.lineEnd(start, end)
            take(ByteSpan(start: start, end: lineEnd))
            start = lineEnd + 1
        }
        close()
    }

    private mutating func take(_ line: ByteSpan) {
        let text = bytes.trimmed(line)
        if let open = fence {
            if !text.isEmpty { lines.append(ByteSpan(start: line.start, end: text.end)) }
            if let mark = fenceMark(text), mark.mark == open.mark, mark.length >= open.length,
                text.count == mark.length
            {
                close()
            }
            return
        }
        if isInTable, !text.isEmpty, bytes[text.start..<text.end].contains(UInt8(ascii: "|")) {
            lines.append(text)
            return
        }
        if isInTable { close() }
        if let mark = fenceMark(text) {
            lines = [ByteSpan(start: line.start, end: text.end)]
            fence = mark
        } else if isDelimiter(text), let header = lines.last {
            lines = [header, text]
            isInTable = true
        } else {
            // It may turn out to be the header of a table.
            lines = text.isEmpty || !bytes[text.start..<text.end].contains(UInt8(ascii: "|")) ? [] : [text]
        }
    }

    private mutating func close() {
        defer {
            lines = []
            fence = nil
            isInTable = false
        }
        guard fence != nil || isInTable, let first = lines.first, let last = lines.last else { return }
        let kind = isInTable ? Block.Kind.table(headerRows: 2, header: first) : .code
        blocks.append(Block(kind: kind, span: ByteSpan(start: first.start, end: last.end), lines: lines))
    }

    /// `|---|:--:|`, under the header.
    private func isDelimiter(_ text: ByteSpan) -> Bool {
        var hasBar = false
        var hasDash = false
        for byte in bytes[text.start..<text.end] {
            switch byte {
            case UInt8(ascii: "|"): hasBar = true
            case UInt8(ascii: "-"): hasDash = true
            case UInt8(ascii: ":"), UInt8(ascii: " "): break
            default: return false
            }
        }
        return hasBar && hasDash
    }

    private func fenceMark(_ text: ByteSpan) -> (mark: UInt8, length: Int)? {
        guard text.count >= 3 else { return nil }
        let mark = bytes[text.start]
        guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
        let length = bytes[text.start..<text.end].prefix { $0 == mark }.count
        guard length >= 3 else { return nil }
        // Backticks behind an opening run make it inline code.
        if mark == UInt8(ascii: "`"), bytes[(text.start + length)..<text.end].contains(mark) { return nil }
        return (mark, length)
    }
}
