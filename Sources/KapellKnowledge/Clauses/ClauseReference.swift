package import KapellCore
import KapellText

/// A clause that a text points to by its number: `clause 14.3`, `section 8.2(b)`, `Schedule 2, Part B`, `§ 5`.
package struct ClauseReference: Sendable, Hashable {
    /// What a part of a document is called.
    package enum Kind: String, Sendable {
        case clause, section, article, paragraph, schedule, annex, appendix, exhibit, part
        /// `(b)` behind the number of a clause.
        case item

        /// Whether it is an ordinary clause, whatever it is called: lawyers say "clause 8" of what is headed "Article 8".
        package var isClause: Bool { [.clause, .section, .article, .paragraph].contains(self) }
        /// Whether it stands behind the clauses, with a count of its own.
        package var isAttached: Bool { [.schedule, .annex, .appendix, .exhibit].contains(self) }

        /// Which of two stands in the other: `Part B of Schedule 5`.
        var depth: Int {
            switch self {
            case .schedule, .annex, .appendix, .exhibit: 0
            case .part: 1
            case .article: 2
            case .clause, .section: 3
            case .paragraph: 4
            case .item: 5
            }
        }
    }

    package struct Step: Sendable, Hashable {
        package var kind: Kind
        /// `14.3`, `B`, `2`; letters in capitals, but for items; numbers of Rome as ours.
        package var label: String

        package init(_ kind: Kind, _ label: String) {
            self.kind = kind
            self.label = label
        }
    }

    /// From the outermost part inwards.
    package var steps: [Step]
    /// Where it stands in the text that was read.
    package var span: ByteSpan

    /// As the text has it, for messages.
    package func name(in text: String) -> String {
        String(decoding: Array(text.utf8)[span.start..<span.end], as: UTF8.self).onOneLine
    }

    /// Clauses that a text points to, in order; no more than ``most``.
    package static func found(in text: String) -> [ClauseReference] {
        var reader = ClauseReferenceReader(text)
        return reader.read()
    }

    package static let most = 8

    /// The kind that a folded word names, and whether it is one of several: `clauses 8 and 9`.
    package static func kind(_ word: String) -> Kind? { kinds[word] }

    private static let kinds: [String: Kind] = {
        let words: [(Kind, String)] = [
            (.clause, "clause clauses cl subclause subclauses"),
            (.section, "section sections sec sect subsection subsections"),
            (.article, "article articles art arts"), (.paragraph, "paragraph paragraphs para paras"),
            (.schedule, "schedule schedules"), (.annex, "annex annexes annexe annexure"),
            (.appendix, "appendix appendices"), (.exhibit, "exhibit exhibits"), (.part, "part parts"),
        ]
        var kinds: [String: Kind] = [:]
        for (kind, list) in words { for word in list.split(separator: " ") { kinds[String(word)] = kind } }
        return kinds
    }()

    /// A number or letter as labels are compared; `nil` where it is none.
    ///
    /// - Parameter letters: whether a capital letter, or a number of Rome, is one.
    package static func label(_ text: String, letters: Bool) -> String? {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, bytes.count <= 12 else { return nil }
        if first.isDigit {
            let number = bytes.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            guard number.count == bytes.count else { return nil }
            return text.split(separator: ".").map {
                $0.drop { $0 == "0" }.isEmpty ? "0" : String($0.drop { $0 == "0" })
            }
            .joined(separator: ".")
        }
        guard letters, bytes.count <= 5, bytes.allSatisfy({ $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") })
        else { return nil }
        if let number = roman[text] { return String(number) }
        return bytes.count == 1 ? text : nil
    }

    private static let roman: [String: Int] = {
        var roman: [String: Int] = [:]
        let ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
        for number in 1...39 {
            roman[String(repeating: "X", count: number / 10) + ones[number % 10]] = number
        }
        return roman
    }()
}
