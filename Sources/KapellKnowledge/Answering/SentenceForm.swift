/// What a sentence's own words tell of its kind.
package enum SentenceForm {
    /// It has no verb that says, allows or demands something: a title, a line of a cover page, a list of names.
    package static func isFragment(_ words: [Words.Word]) -> Bool { !words.contains { verbs.contains($0.text) } }

    /// It allows, forbids or limits something.
    package static func isPermission(_ words: [Words.Word]) -> Bool {
        permissions.contains(where: WordLine(words.map(\.text)).holds)
    }

    /// What stands in double quotation marks, at most 60 characters each: the terms that a sentence defines or uses.
    package static func quotedTerms(_ text: String) -> [String] {
        var terms: [String] = []
        var open: String?
        for character in text {
            if character == "\"" || character == "“" || character == "”" {
                guard let term = open, term.count <= 60 else {
                    open = ""  // Behind a mark that nothing closed nearby, this one opens.
                    continue
                }
                if !term.isEmpty { terms.append(term) }
                open = nil
            } else if let term = open {
                open = term.count < 61 ? term + String(character) : term
            }
        }
        return terms
    }

    private static let verbs: Set<String> = [
        "is", "are", "was", "were", "be", "been", "may", "must", "shall", "will", "can", "cannot", "should", "has",
        "have", "had", "does", "do", "means", "mean", "requires", "require", "includes", "include", "applies", "apply",
        "grants", "grant", "ends", "end", "begins", "begin", "pays", "pay",
    ]
    private static let permissions = [
        "may", "shall not", "must not", "cannot", "is not", "are not", "not required", "permitted", "allowed",
        "entitled", "free to", "need not", "unless", "provided that", "only if", "without",
    ]
}
