/// When a line of plain text counts as a heading. Conservative: a missed heading costs less than a false one.
enum HeadingRules {
    /// The level that a line's number and form give it; `nil` when the line is no heading.
    ///
    /// - Parameter line: one line or paragraph, without blanks at its ends.
    static func level(of line: String) -> Int? {
        guard line.utf8.count <= 120, line.contains(where: \.isLetter) else { return nil }
        let words = line.split(separator: " ")
        guard let first = words.first, words.count <= 14 else { return nil }
        if let last = line.last, ";:,…".contains(last) { return nil }
        if line.contains(" ...") || line.contains(". . .") || line.contains("....") { return nil }
        if let level = partLevel(words) { return level }
        if let depth = numberDepth(first), words.count >= 2 {
            // "A. Miller" is a name; a letter with one word counts only in capitals.
            let isLetter = first.utf8.count == 2 && first.first?.isLetter == true
            if isLetter, words.count == 2, words[1].contains(where: \.isLowercase) { return nil }
            return isTitle(words.dropFirst(), depth: depth) ? min(depth + 1, 6) : nil
        }
        return isCapitals(line, words: words) ? 1 : nil
    }

    /// "12.", "12.3", "A.1", "IV.": how many parts the number has; `nil` when the word is no section number.
    static func numberDepth(_ word: Substring) -> Int? {
        var core = word
        let isDotted = core.last == "." || core.last == ")"
        if isDotted { core = core.dropLast() }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        // "12 High Street", "3 May": a bare number is no number of a section.
        guard (1...5).contains(parts.count), isDotted || parts.count > 1 else { return nil }
        for (index, part) in parts.enumerated() {
            let isNumber = (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            if isNumber { continue }
            // A letter or a Roman number may come first, when a dot or another part shows that it is a number.
            let isLetter = part.utf8.count == 1 && part.utf8.allSatisfy { (0x41...0x5A).contains($0) }
            let isRoman = !part.isEmpty && part.utf8.count <= 6 && part.allSatisfy { "IVXLC".contains($0) }
            guard index == 0, isLetter || isRoman else { return nil }
        }
        return parts.count
    }

    /// Whether a line is the heading of a named part: "Article 5", "Schedule A – Fees".
    static func isPart(_ line: String) -> Bool { partLevel(line.split(separator: " ")) != nil }

    /// "Article 5", "Schedule A – Fees", "PART II".
    private static func partLevel(_ words: [Substring]) -> Int? {
        guard words.count >= 2, words.count <= 12 else { return nil }
        let names = ["article", "section", "chapter", "part", "schedule", "annex", "appendix", "exhibit", "title"]
        guard let rank = names.firstIndex(of: words[0].lowercased()), words[0].first?.isUppercase == true else {
            return nil
        }
        var mark = words[1]
        while let last = mark.last, ".:–—-)".contains(last) { mark = mark.dropLast() }
        let isMark =
            !mark.isEmpty && mark.utf8.count <= 6
            && (mark.allSatisfy { $0.isNumber || $0 == "." } || mark.allSatisfy { "IVXLC".contains($0) }
                || (mark.count == 1 && mark.first?.isUppercase == true))
        guard isMark else { return nil }
        var rest = words.dropFirst(2)
        // "Part B: Rates for time and materials": behind a colon or dash the title may be in sentence case.
        let isParted = mark != words[1] || rest.first?.contains(where: \.isLetter) == false
        rest = rest.drop { !$0.contains(where: \.isLetter) }
        let isSentence =
            isParted && rest.count <= 10 && rest.first?.first?.isUppercase == true
            && rest.last?.last.map { !".!?".contains($0) } == true
        guard rest.isEmpty || isSentence || isTitle(rest, depth: 1) else { return nil }
        return names[rank] == "section" ? 2 : 1
    }

    /// Whether the words behind a number read as a title and not as a sentence or a list item.
    private static func isTitle(_ words: ArraySlice<Substring>, depth: Int) -> Bool {
        guard let first = words.first, let start = first.first(where: { $0.isLetter }), start.isUppercase else {
            return false
        }
        guard words.count <= 10, let last = words.last else { return false }
        let ends = last.last.map { ".!?".contains($0) } ?? false
        // A full stop is allowed behind a short title only ("1. Definitions.").
        if ends, last.last != "." || words.count > 9 { return false }
        let long = words.filter { $0.count > 3 && $0.contains(where: \.isLetter) }
        let lower = long.dropFirst().count { $0.first(where: { $0.isLetter })?.isLowercase == true }
        if lower == 0 || lower * 5 <= long.count { return true }
        // Sentence case: short, without a full stop.
        return !ends && words.count <= (depth > 1 ? 6 : 4)
    }

    /// "GENERAL TERMS": at least four letters, none of them small.
    private static func isCapitals(_ line: String, words: [Substring]) -> Bool {
        guard words.count <= 12, let last = line.last, !".!?".contains(last) else { return false }
        guard line.first.map({ $0.isLetter || $0.isNumber || "\"“‘'(".contains($0) }) == true else { return false }
        var letters = 0
        var others = 0
        for character in line {
            if character.isLowercase { return false }
            if character.isUppercase { letters += 1 } else if character != " " { others += 1 }
        }
        return letters >= 4 && others * 2 <= letters && words.contains { $0.count(where: \.isUppercase) >= 3 }
    }
}
