import KapellCore

/// Finds words in a text: the same letters and digits, whatever the case, the white space and the marks at the ends.
struct SpanFinder: Sendable {
    let text: String
    private let bytes: [UInt8]
    /// The text with small letters and single spaces, and for each of its bytes the place in the text.
    private let folded: [UInt8]
    private let places: [Int]

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
        var folded: [UInt8] = []
        var places: [Int] = []
        for (place, byte) in bytes.enumerated() {
            if Self.isSpace(byte) {
                if folded.isEmpty || folded.last == 0x20 { continue }
                folded.append(0x20)
            } else {
                folded.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
            }
            places.append(place)
        }
        self.folded = folded
        self.places = places
    }

    /// Where the words stand first; `nil` when they do not.
    func find(_ words: String) -> ByteSpan? {
        let needle = SpanFinder(words.trimmed.trimmingMarks).folded
        guard !needle.isEmpty, needle.count <= folded.count, let first = needle.first else { return nil }
        var start = 0
        while start + needle.count <= folded.count {
            guard let next = folded[start...(folded.count - needle.count)].firstIndex(of: first) else { return nil }
            let end = next + needle.count
            if folded[next..<end].elementsEqual(needle), isEdge(next - 1, next), isEdge(end - 1, end) {
                return ByteSpan(start: places[next], end: places[end - 1] + 1)
            }
            start = next + 1
        }
        return nil
    }

    /// Whether no word goes on from one place to the next.
    private func isEdge(_ left: Int, _ right: Int) -> Bool {
        guard folded.indices.contains(left), folded.indices.contains(right) else { return true }
        return !(Self.isWord(folded[left]) && Self.isWord(folded[right]))
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
    }
}
