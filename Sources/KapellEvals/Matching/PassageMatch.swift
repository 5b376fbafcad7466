import KapellCore

/// Which passages of an answer overlap the evidence of a question.
///
/// By offsets where there are offsets. Elsewhere both texts are folded to letters and digits: one contains the other,
/// or the passage contains every cell of a row that suffices.
struct PassageMatch {
    private struct Expected {
        var passage: ExpectedPassage
        var letters: [UInt8]
        /// What suffices in its place: quotations, or rows with all of their cells.
        var minimal: [[[UInt8]]]
    }

    private let expected: [Expected]

    init(_ item: EvaluationItem) {
        expected = item.evidence.map { passage in
            let minimal = item.minimal.filter { $0.need == passage.need && $0.documents == passage.documents }
            return Expected(
                passage: passage, letters: TextFolding.letters(passage.quote),
                minimal: minimal.map { row in
                    (row.cells.isEmpty ? [row.quote] : row.cells).map(TextFolding.letters).filter { !$0.isEmpty }
                }.filter { !$0.isEmpty })
        }
    }

    /// The needs that have a passage which overlaps their evidence.
    func needs(metBy passages: ArraySlice<EvaluationResponse.Passage>) -> Set<String> {
        var met: Set<String> = []
        for passage in passages {
            let letters = TextFolding.letters(passage.text)
            for candidate in expected where Self.overlap(passage, letters, candidate) {
                if let need = candidate.passage.need { met.insert(need) }
            }
        }
        return met
    }

    /// Whether a passage overlaps any evidence, or what leads to it.
    func overlapsAny(_ passage: EvaluationResponse.Passage) -> Bool {
        let letters = TextFolding.letters(passage.text)
        return expected.contains { Self.overlap(passage, letters, $0) }
    }

    private static func overlap(
        _ passage: EvaluationResponse.Passage, _ letters: [UInt8], _ expected: Expected
    ) -> Bool {
        let documents = expected.passage.documents
        guard documents.isEmpty || documents.contains(where: { names($0, passage.document) }) else { return false }
        if let span = expected.passage.span { return span.overlaps(passage.span) }
        guard !letters.isEmpty, !expected.letters.isEmpty else { return false }
        if ByteSearch(expected.letters).finds(in: letters) || ByteSearch(letters).finds(in: expected.letters) {
            return true
        }
        if expected.minimal.contains(where: { $0.allSatisfy { ByteSearch($0).finds(in: letters) } }) { return true }
        return passage.isScanned
            && (LooseSearch.finds(expected.letters, in: letters) || LooseSearch.finds(letters, in: expected.letters)
                || expected.minimal.contains { $0.allSatisfy { LooseSearch.finds($0, in: letters) } })
    }

    /// Whether a document is the one that the data set names: by its name, or the end of its path.
    private static func names(_ name: String, _ document: String) -> Bool {
        document == name || document.hasSuffix("/\(name)")
    }
}
