import KapellText

extension Question {
    /// Reads the subject of a question that asks what or who something is.
    static func subject(of text: String, _ words: [Words.Word]) -> [String] {
        if let quoted = SentenceForm.quotedTerms(text).first { return DefinedTerms.stems(quoted) }
        let folded = words.map(\.text)
        for opening in openings {
            guard let start = folded.indices.first(where: { folded[$0...].starts(with: opening) }) else { continue }
            let bytes = Array(text.utf8)
            var end = start + opening.count
            let first = end
            while end < words.count, end - first < longest, !boundaries.contains(folded[end]) {
                end += 1
                // "Brackenmoor's help desk": what belongs to someone is another subject.
                if words[end - 1].end - words[end - 1].start > folded[end - 1].utf8.count { break }
                if end < words.count, bytes[words[end - 1].end..<words[end].start].contains(where: isMark) { break }
            }
            return first < end ? DefinedTerms.stems(folded[first..<end].joined(separator: " ")) : []
        }
        return []
    }

    private static let longest = 8

    private static let openings = [
        "what is meant by", "meaning of", "definition of", "what counts as", "what qualifies as", "what does",
        "what do", "what is", "what are", "what was", "what were", "who is", "who are", "who was", "define",
    ].map { $0.split(separator: " ").map(String.init) }

    private static let boundaries: Set<String> = [
        "of", "in", "under", "according", "for", "to", "mean", "means", "meant", "with", "by", "at", "from", "on", "as",
        "that", "which", "when", "if", "defined", "between", "within", "after", "before",
    ]

    private static func isMark(_ byte: UInt8) -> Bool { ",.;:?!()".utf8.contains(byte) }
}
