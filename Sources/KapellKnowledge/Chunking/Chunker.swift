import KapellCore
package import KapellDocuments
import KapellText

/// Cuts a document into chunks along its structure.
///
/// A chunk is a run of whole sentences below one heading, without overlap; nothing but white space lies between two
/// chunks, so that no text is dropped. Only a sentence longer than the limit is cut, at a space.
package struct Chunker: Sendable {
    /// Enters the fingerprint of an index: a change of these rules indexes again.
    package static let version = 1

    /// Estimated tokens that a chunk may hold.
    package var tokens: Int

    package init(tokens: Int = 160) { self.tokens = max(16, tokens) }

    package func chunks(of document: ExtractedDocument) -> [Chunk] {
        let bytes = Array(document.text.utf8)
        let sentences = Sentences(bytes: bytes)
        var chunks: [Chunk] = []
        for section in sections(of: document, length: bytes.count) {
            var open: ByteSpan?
            var size = 0
            for sentence in sentences.spans(in: section.span).flatMap({ pieces(of: $0, in: bytes) }) {
                let cost = Self.estimatedTokens(bytes[sentence.start..<sentence.end])
                if let span = open, size + cost > tokens || isFarBehind(span.end, sentence.start, bytes, size) {
                    chunks.append(chunk(span, section.heading, bytes))
                    open = nil
                    size = 0
                }
                open = ByteSpan(start: open?.start ?? sentence.start, end: sentence.end)
                size += cost
            }
            if let span = open { chunks.append(chunk(span, section.heading, bytes)) }
        }
        return chunks
    }

    private struct Section {
        var heading: String
        var span: ByteSpan
    }

    /// The document between its headings; a heading's own line belongs to the section that it opens.
    private func sections(of document: ExtractedDocument, length: Int) -> [Section] {
        var sections: [Section] = []
        var path: [(level: Int, title: String)] = []
        var start = 0
        for heading in document.headings where heading.span.start >= start && heading.span.end <= length {
            sections.append(Section(heading: name(path), span: ByteSpan(start: start, end: heading.span.start)))
            path.removeAll { $0.level >= heading.level }
            path.append((heading.level, heading.title))
            start = heading.span.start
        }
        sections.append(Section(heading: name(path), span: ByteSpan(start: start, end: length)))
        return sections.filter { !$0.span.isEmpty }
    }

    private func name(_ path: [(level: Int, title: String)]) -> String {
        HeadingPath.joined(path.map(\.title))
    }

    private func chunk(_ span: ByteSpan, _ heading: String, _ bytes: [UInt8]) -> Chunk {
        Chunk(span: span, heading: heading, text: String(decoding: bytes[span.start..<span.end], as: UTF8.self))
    }

    /// A new paragraph begins, and the chunk is full enough to stand alone.
    private func isFarBehind(_ end: Int, _ start: Int, _ bytes: [UInt8], _ size: Int) -> Bool {
        guard size >= tokens / 2 else { return false }
        return bytes[end..<start].count { $0 == UInt8(ascii: "\n") } > 1
    }

    /// The sentence itself, or its parts when it alone is larger than a chunk.
    private func pieces(of span: ByteSpan, in bytes: [UInt8]) -> [ByteSpan] {
        let limit = tokens * 4
        guard span.count > limit else { return [span] }
        var pieces: [ByteSpan] = []
        var start = span.start
        while span.end - start > limit {
            var cut = start + limit
            while cut > start + limit / 2, bytes[cut] != UInt8(ascii: " "), bytes[cut] != UInt8(ascii: "\n") {
                cut -= 1
            }
            if cut == start + limit / 2 {
                cut = start + limit
                while cut > start + 1, bytes[cut] & 0xC0 == 0x80 { cut -= 1 }
            }
            pieces.append(ByteSpan(start: start, end: cut))
            start = cut
            while start < span.end, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\n") {
                start += 1
            }
        }
        if start < span.end { pieces.append(ByteSpan(start: start, end: span.end)) }
        return pieces
    }

    /// Tokens of WordPiece, roughly: one for each word and mark, and one more for each six letters beyond the sixth.
    static func estimatedTokens(_ bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        var letters = 0
        for byte in bytes {
            if byte <= UInt8(ascii: " ") {
                letters = 0
            } else if byte >= 0x80 || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) {
                if letters.isMultiple(of: 6) { count += 1 }
                letters += 1
            } else {
                letters = 0
                count += 1
            }
        }
        return count
    }
}
