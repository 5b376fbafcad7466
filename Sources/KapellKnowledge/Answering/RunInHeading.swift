import KapellText

/// Follows headings that stand in the line of their clause: "2.4 Night allowance. Work between 22:00 and 06:00 carries …".
package struct RunInHeading {
    private var current = ""

    package init() {}

    /// The heading in the line of a sentence; empty for one that is itself such a heading, and where there is none.
    ///
    /// - Parameter isOpening: whether the sentence is the first of its paragraph.
    package mutating func heading(of text: String, isOpening: Bool) -> String {
        let label = Self.label(text)
        if isOpening || !label.isEmpty { current = "" }
        guard isOpening || !label.isEmpty else { return current }
        let rest = text.dropFirst(label.count).drop { $0 == " " || $0 == "*" }
        let words = Words.split(String(rest))
        let marks = rest.reversed().prefix { ".:*–— ".contains($0) }
        guard marks.contains(where: { ".:–—".contains($0) }), (1...Self.mostWords).contains(words.count),
            words[0].isCapitalised, !words.contains(where: { Self.verbs.contains($0.text) })
        else { return current }
        current = String(rest.dropLast(marks.count))
        return ""
    }

    private static let mostWords = 7

    /// The number or letter of a clause in front: `2.4`, `(b)`, `§ 3`.
    private static func label(_ text: String) -> Substring {
        let label = text.prefix { !$0.isWhitespace }
        let isNumber = label.first?.isNumber == true && label.allSatisfy { $0.isNumber || $0 == "." || $0 == ")" }
        let isLetter = label.count == 3 && label.first == "(" && label.last == ")"
        return isNumber || isLetter ? label : ""
    }

    /// What makes a sentence of a short line.
    private static let verbs: Set<String> = [
        "is", "are", "was", "were", "be", "been", "may", "must", "shall", "will", "can", "cannot", "should", "has",
        "have", "had", "does", "do", "means", "yes", "no",
    ]
}
