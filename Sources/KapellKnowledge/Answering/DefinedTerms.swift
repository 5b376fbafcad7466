import KapellText

/// Terms that a sentence gives a meaning to: `“Support Hours” means …`, `The "Program", below, refers to …`,
/// `Brackenmoor Ltd (the “Supplier”)`.
package enum DefinedTerms {
    /// Words that may stand between a term and the verb that defines it.
    private static let mostWordsBetween = 5
    private static let verbs: Set<String> = [
        "means", "mean", "refers", "refer", "is", "are", "includes", "include", "denotes", "has", "have",
    ]
    private static let articles: Set<String> = ["a", "an", "the", "any", "each", "every", "this", "that"]

    /// The terms, each as the stems of its words without articles.
    package static func found(in text: String) -> Set<[String]> {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\"") }) || text.contains("“") else { return [] }
        var terms: Set<[String]> = []
        // Behind each quoted part comes what is not quoted, up to the next.
        let parts = SentenceForm.quotations(text)
        for (index, part) in parts.enumerated() {
            let term = stems(part.term)
            guard !term.isEmpty else { continue }
            // "A" or "B" means: the verb behind the last one counts for all that only "and" or "or" joins.
            var behind = part.behind
            var next = index + 1
            while next < parts.count, Words.split(behind).allSatisfy({ $0.text == "and" || $0.text == "or" }) {
                behind = parts[next].behind
                next += 1
            }
            let following = Words.split(behind.prefix(120)).prefix(mostWordsBetween).map(\.text)
            if following.contains(where: verbs.contains) || isNamedInBrackets(part) { terms.insert(term) }
        }
        return terms
    }

    /// The stems of a term's words, without articles.
    package static func stems(_ term: String) -> [String] {
        Words.split(term).filter { !articles.contains($0.text) }.map(\.stem)
    }

    /// `(the “Supplier”)`: a name for what stands before the bracket.
    private static func isNamedInBrackets(_ part: SentenceForm.Quotation) -> Bool {
        guard part.behind.first == ")", let bracket = part.before.lastIndex(of: "(") else { return false }
        return Words.split(part.before[bracket...]).count <= 3
    }
}
