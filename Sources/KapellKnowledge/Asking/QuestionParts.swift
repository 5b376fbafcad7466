package import KapellCore
import KapellText

/// What a question is made of: one question, or several that are asked together.
///
/// "How long is the term in the lease, and how long in the NDA?" sets two documents side by side: each side is looked for
/// in its documents only, and cited for itself. "How many seats are there, and what do they cost?" asks twice about one
/// thing: the second part is asked with the words of the first, which say what the thing is.
package struct QuestionParts: Sendable {
    package struct Part: Sendable, Hashable {
        /// What is asked of this part, to be read for itself.
        package var text: String
        /// The only documents in which it is looked for; `nil` for all.
        package var documents: Set<Int64>?

        package init(text: String, documents: Set<Int64>? = nil) {
            self.text = text
            self.documents = documents
        }
    }

    /// Sides of a comparison, in the order of the question; fewer than two when it compares nothing.
    package var sides: [Part]
    /// Questions behind the first, when there are no sides.
    package var further: [Part]

    /// More are not looked at.
    package static let mostSides = 3
    package static let mostFurther = 2

    /// - Parameter mentions: for each word of `text`, the documents that it names; empty for a word that names none.
    package init(_ text: String, mentions: [Set<Int64>]) {
        let words = Words.split(text)
        let groups = Self.groups(text, words, mentions)
        sides = Self.sides(text, words, groups)
        further = sides.isEmpty ? Self.further(text, words) : []
    }

    // MARK: Mentions

    /// Neighbouring words that name documents together.
    struct Group {
        var first: Int
        var last: Int
        var documents: Set<Int64>
    }

    /// Words that may stand inside one name: "version 1.1 of the Mozilla licence".
    private static let mostBetween = 2

    private static func groups(_ text: String, _ words: [Words.Word], _ mentions: [Set<Int64>]) -> [Group] {
        let bytes = Array(text.utf8)
        var groups: [Group] = []
        for (index, documents) in mentions.enumerated() where !documents.isEmpty && index < words.count {
            if let last = groups.last, index - last.last - 1 <= mostBetween,
                !(last.last..<index).contains(where: { isBreak(words, bytes, behind: $0) })
            {
                let both = last.documents.intersection(documents)
                if !both.isEmpty {
                    groups[groups.count - 1].last = index
                    groups[groups.count - 1].documents = both
                    continue
                }
            }
            groups.append(Group(first: index, last: index, documents: documents))
        }
        return groups
    }

    /// Whether another name may begin behind this word.
    private static func isBreak(_ words: [Words.Word], _ bytes: [UInt8], behind index: Int) -> Bool {
        if ["and", "or", "than", "with", "to"].contains(words[index + 1].text) { return true }
        return bytes[words[index].end..<words[index + 1].start].contains { ",;:?!".utf8.contains($0) }
    }

    // MARK: Sides

    private static func sides(_ text: String, _ words: [Words.Word], _ groups: [Group]) -> [Part] {
        let line = WordLine(words.map(\.text))
        let compares = comparing.contains(where: line.holds)
        var apart: [Group] = []
        for group in groups where apart.count < mostSides {
            if apart.allSatisfy({ $0.documents.isDisjoint(with: group.documents) }) { apart.append(group) }
        }
        if apart.count >= 2, compares || isJoined(words, apart[0], apart[1]) {
            return apart.indices.map { side(text, words, apart, $0) }
        }
        if let only = groups.first(where: { (2...mostSides).contains($0.documents.count) }),
            several.contains(where: line.holds)
        {
            return only.documents.sorted().map { Part(text: text, documents: [$0]) }
        }
        return []
    }

    /// Whether "and" or "or" stands between two names.
    private static func isJoined(_ words: [Words.Word], _ left: Group, _ right: Group) -> Bool {
        guard left.last < right.first else { return false }
        return words[left.last..<right.first].contains { ["and", "or", "than", "versus", "vs"].contains($0.text) }
    }

    /// The question for one side: its own clause where each side has one, else everything without the other names.
    private static func side(_ text: String, _ words: [Words.Word], _ groups: [Group], _ index: Int) -> Part {
        let documents = groups[index].documents
        let clauses = clauses(text, words)
        let holding = groups.map { group in clauses.firstIndex { $0.words.contains(group.first) } }
        if let own = holding[index], !holding.enumerated().contains(where: { $0.offset != index && $0.element == own })
        {
            // What stands before the first question belongs to each of them.
            let frame = clauses.first.map { $0.asks ? "" : $0.text + " " } ?? ""
            return Part(text: clauses[own].asks ? frame + clauses[own].text : text, documents: documents)
        }
        let others = groups.indices.filter { $0 != index }.map { groups[$0] }
        return Part(text: removing(others, from: text, words), documents: documents)
    }

    private static func removing(_ groups: [Group], from text: String, _ words: [Words.Word]) -> String {
        let bytes = Array(text.utf8)
        var kept: [UInt8] = []
        var end = 0
        for group in groups.sorted(by: { $0.first < $1.first }) where words[group.first].start >= end {
            kept += bytes[end..<words[group.first].start]
            end = words[group.last].end
        }
        return String(decoding: kept + bytes[end...], as: UTF8.self).onOneLine
    }

    // MARK: Clauses

    /// A part of the question up to a mark that ends it, or up to "and" before a question word.
    struct Clause {
        var text: String
        var words: Range<Int>
        var asks: Bool
    }

    static func clauses(_ text: String, _ words: [Words.Word]) -> [Clause] {
        guard !words.isEmpty else { return [] }
        let bytes = Array(text.utf8)
        var starts = [0]
        for index in words.indices.dropFirst() {
            let gap = bytes[words[index - 1].end..<words[index].start]
            let asks = asking.contains(words[index].text)
            let ends = gap.contains { ".;?!".utf8.contains($0) } && gap.contains(UInt8(ascii: " "))
            if ends || (asks && ["and", "but"].contains(words[index - 1].text)) { starts.append(index) }
        }
        return starts.indices.map { number in
            let first = starts[number]
            let next = number + 1 < starts.count ? starts[number + 1] : words.count
            let end = next < words.count ? words[next].start : bytes.count
            let range = first..<next
            let clause = String(decoding: bytes[words[first].start..<end], as: UTF8.self).onOneLine
            return Clause(
                text: clause, words: range,
                asks: words[range].prefix(4).contains { asking.contains($0.text) }
                    || bytes[words[next - 1].end..<end].contains(UInt8(ascii: "?")))
        }
    }

    private static func further(_ text: String, _ words: [Words.Word]) -> [Part] {
        let clauses = clauses(text, words)
        guard let first = clauses.firstIndex(where: \.asks) else { return [] }
        let subject = clauses[first].words.map { words[$0] }
            .filter { !StopWords.all.contains($0.text) && !asking.contains($0.text) }.map(\.text).joined(separator: " ")
        return clauses[(first + 1)...].filter(\.asks).prefix(mostFurther).map {
            Part(text: "\(subject): \($0.text)")
        }
    }

    private static let asking: Set<String> = [
        "what", "which", "who", "whom", "when", "where", "how", "does", "do", "is", "are", "can", "may", "must",
        "within",
        "after", "by", "until", "from",
    ]
    private static let comparing = [
        "both", "differ", "difference", "differences", "compare", "compared", "than", "same", "as long as", "longer",
        "shorter", "higher", "lower", "versus", "vs", "respectively", "whereas", "each of", "either",
    ]
    private static let several = [
        "two versions", "both versions", "the versions", "each version", "three versions", "different versions",
    ]
}
