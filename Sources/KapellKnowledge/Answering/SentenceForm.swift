package import KapellText

/// What a sentence's own words tell of its kind.
package enum SentenceForm {
    /// It has no verb that says, allows or demands something: a title, a line of a cover page, a list of names.
    package static func isFragment(_ words: [Words.Word]) -> Bool { !words.contains { verbs.contains($0.text) } }

    /// It allows, forbids or limits something.
    package static func isPermission(_ words: [Words.Word]) -> Bool {
        permissions.contains(where: WordLine(words.map(\.text)).holds)
    }

    /// What stands in double quotation marks, at most 60 characters each: the terms that a sentence defines or uses.
    package static func quotedTerms(_ text: String) -> [String] { quotations(text).map(\.term) }

    /// A term in double quotation marks, with the text on both sides of it, as far as that is not quoted.
    package struct Quotation: Hashable {
        package var before: String
        package var term: String
        package var behind: String
    }

    /// The terms in double quotation marks, in order.
    package static func quotations(_ text: String) -> [Quotation] {
        var found: [Quotation] = []
        var open: String?
        var plain = ""
        func close() { if !found.isEmpty { found[found.count - 1].behind = plain } }
        for character in text {
            if character == "\"" || character == "“" || character == "”" {
                guard let term = open, term.count <= 60 else {
                    open = ""  // Behind a mark that nothing closed nearby, this one opens.
                    continue
                }
                if !term.isEmpty {
                    close()
                    found.append(Quotation(before: plain, term: term, behind: ""))
                    plain = ""
                }
                open = nil
            } else if let term = open {
                open = term.count < 61 ? term + String(character) : term
            } else {
                plain.append(character)
            }
        }
        close()
        return found
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
