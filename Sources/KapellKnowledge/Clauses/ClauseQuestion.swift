import KapellCore
import KapellText

/// What a question asks of clauses that it names by their numbers.
package struct ClauseQuestion: Sendable {
    package let references: [ClauseReference]
    /// Each as the question has it: `clause 14.3`.
    package let names: [String]
    /// The question without the numbers, which say where to look and not what for.
    package let text: String
    /// Whether a clause is what the question is about: "What interest does clause 10.5 set?", not "How much is due if we
    /// end it under clause 20.2?"
    package let isAboutClauses: Bool

    package init?(_ question: String) {
        references = ClauseReference.found(in: question)
        guard !references.isEmpty else { return nil }
        names = references.map { $0.name(in: question) }
        let bytes = Array(question.utf8)
        let before = Words.split(String(decoding: bytes[..<references[0].span.start], as: UTF8.self)).map(\.text)
        isAboutClauses = before.last { $0 != "the" }.map { ["do", "does", "did"].contains($0) } ?? false
        var kept: [UInt8] = []
        var end = 0
        for reference in references {
            kept += bytes[end..<max(end, reference.span.start)]
            end = max(end, reference.span.end)
        }
        text = String(decoding: kept + bytes[end...], as: UTF8.self).onOneLine
    }

    /// Whether nothing is asked but what the clauses say.
    ///
    /// - Parameter namesDocument: whether a word only names a document.
    package func asksWhole(namesDocument: (String) -> Bool) -> Bool {
        Words.split(text).allSatisfy { word in
            StopWords.all.contains(word.text) || Self.frame.contains(word.stem) || namesDocument(word.text)
        }
    }

    private static let frame: Set<String> = Set(
        """
        say state provide contain cover deal read text full quote show regulate require govern concern oblige mean \
        summarise explain describe tell wording content word specify stipulate lay set cite whole exact exactly first \
        forbid prohibit allow permit prevent limit list content agreement contract document clause section number version \
        according print please
        """.split(separator: " ").map { Stemmer.normalStem(String($0)) })
}
