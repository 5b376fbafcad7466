package import KapellText

/// Recognises whether a text holds the kind of thing that a question asks for.
package enum AnswerForm {
    /// 1 when it does, 0 when it does not, 0.5 when the question does not tell.
    package static func match(_ question: Question, words: [Words.Word], text: String) -> Double {
        let words = withoutNumbering(words)
        return switch question.expectation {
        case .open, .yesNo: 0.5
        case .amount: holdsMoney(words, text) ? 1 : holdsPercentage(words, text) ? 0.6 : 0
        case .percentage: holdsPercentage(words, text) ? 1 : holdsMoney(words, text) ? 0.6 : 0
        case .duration: holdsDuration(words) ? 1 : 0
        // "When" asks for a time of the day as well.
        case .date:
            namesDay(words)
                ? 1 : holdsTime(words, text) ? 0.9 : holdsDuration(words) ? 0.7 : pointsToDay(words) ? 0.6 : 0
        case .count: count(question.counted, words)
        case .definition: defines(question.terms, text) ? 1 : 0.3
        case .party: holdsName(words) ? 1 : 0.2
        case .place: holdsPlace(words) ? 1 : holdsName(words) ? 0.4 : 0.1
        case .time: holdsTime(words, text) ? 1 : 0
        case .contact: holdsContact(question, words, text) ? 1 : 0
        }
    }

    /// The words behind the number of a clause: `7.2 The Customer …`.
    private static func withoutNumbering(_ words: [Words.Word]) -> ArraySlice<Words.Word> {
        guard words.count > 1, let first = words.first, words[1].isCapitalised, first.text.utf8.count <= 6,
            first.text.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") })
        else { return words[...] }
        return words.dropFirst()
    }

    /// Whether a number stands right before what is counted.
    private static func count(_ counted: Set<String>, _ words: ArraySlice<Words.Word>) -> Double {
        let numbers = words.indices.filter { isNumber(words[$0].text) }
        guard !numbers.isEmpty else { return 0.1 }
        guard !counted.isEmpty else { return 1 }
        let counts = numbers.contains { index in
            words[(index + 1)...].prefix(4).prefix { !joints.contains($0.text) }.contains { counted.contains($0.stem) }
        }
        return counts ? 1 : 0.4
    }

    /// Whether a text holds the asked figure, date or place itself; the word "date" is none.
    static func isConcrete(_ question: Question, text: String) -> Bool {
        let words = Words.split(text)
        return question.expectation == .date ? namesDay(words[...]) : match(question, words: words, text: text) == 1
    }

    /// Whether a term in quotation marks is made of words of the question.
    private static func defines(_ terms: [String], _ text: String) -> Bool {
        let known = Set(terms).union(["a", "an", "the"])
        return SentenceForm.quotedTerms(text).contains { term in
            let stems = Words.split(term).map(\.stem)
            return !stems.isEmpty && stems.allSatisfy(known.contains)
        }
    }

    static func isNumber(_ word: String) -> Bool {
        word.utf8.first?.isDigit == true || numberWords.contains(word)
    }

    private static func holdsMoney(_ words: ArraySlice<Words.Word>, _ text: String) -> Bool {
        let signs = ["$", "€", "£", "¥"].contains { text.contains($0) }
        let currency = words.contains { currencies.contains($0.text) }
        if (signs || currency) && words.contains(where: { isNumber($0.text) }) { return true }
        let line = WordLine(words.map(\.text))
        return ["free of charge", "no charge", "without charge", "at no cost", "free of cost"].contains(
            where: line.holds)
    }

    private static func holdsPercentage(_ words: ArraySlice<Words.Word>, _ text: String) -> Bool {
        text.contains("%") || words.contains { $0.text == "percent" || $0.text == "cent" }
    }

    private static func holdsDuration(_ words: ArraySlice<Words.Word>) -> Bool {
        for index in words.indices where units.contains(words[index].text) {
            let before = words[max(words.startIndex, index - 4)..<index]
            if before.contains(where: {
                isNumber($0.text) || $0.text == "each" || $0.text == "every" || $0.text == "same" || $0.text == "next"
            }) {
                return true
            }
        }
        return words.contains { immediate.contains($0.text) }
    }

    private static func pointsToDay(_ words: ArraySlice<Words.Word>) -> Bool {
        words.contains { $0.text == "date" || $0.text == "upon" || $0.text == "o'clock" }
    }

    private static func namesDay(_ words: ArraySlice<Words.Word>) -> Bool {
        words.contains { months.contains($0.text) || isYear($0.text) || weekdays.contains($0.text) }
    }

    private static func isYear(_ word: String) -> Bool {
        word.utf8.count == 4 && (word.hasPrefix("19") || word.hasPrefix("20")) && Int(word) != nil
    }

    /// A capitalised word that does not open the text, or a defined role.
    private static func holdsName(_ words: ArraySlice<Words.Word>) -> Bool {
        words.dropFirst().contains { $0.isCapitalised } || words.contains { roles.contains($0.text) }
    }

    /// A capitalised word behind "in", "of" and the like, or the place of a court.
    private static func holdsPlace(_ words: ArraySlice<Words.Word>) -> Bool {
        words.indices.dropFirst().contains { index in
            let word = words[index]
            if ["court", "courts", "laws", "jurisdiction", "street", "road"].contains(word.text) { return true }
            guard word.isCapitalised, !roles.contains(word.text) else { return false }
            let before = words[index - 1].text
            return ["in", "at", "of", "to", "from", "near"].contains(before)
                || (before == "the" && index - 2 >= words.startIndex
                    && ["in", "at", "of", "to"].contains(words[index - 2].text))
        }
    }

    /// `07:00`, `7 a.m.`, `six in the morning`, `noon`.
    private static func holdsTime(_ words: ArraySlice<Words.Word>, _ text: String) -> Bool {
        if words.contains(where: { ["noon", "midnight", "o'clock"].contains($0.text) }) { return true }
        let isPartOfDay = words.indices.dropLast(3).contains { index in
            isNumber(words[index].text) && words[index + 1].text == "in" && words[index + 2].text == "the"
                && ["morning", "afternoon", "evening"].contains(words[index + 3].text)
        }
        if isPartOfDay { return true }
        let bytes = Array(text.utf8)
        for index in bytes.indices.dropFirst().dropLast(2) where bytes[index] == UInt8(ascii: ":") {
            if bytes[index - 1].isDigit, bytes[index + 1].isDigit, bytes[index + 2].isDigit { return true }
        }
        return [" a.m", " p.m", "am ", "pm "].contains { mark in
            text.split(separator: mark).dropLast().contains { $0.utf8.last?.isDigit == true }
        }
    }

    private static func holdsContact(_ question: Question, _ words: ArraySlice<Words.Word>, _ text: String) -> Bool {
        let asked = Set(question.terms)
        if !asked.isDisjoint(with: ["mail", "email"]) { return text.contains("@") }
        if !asked.isDisjoint(with: ["telephon", "phone", "fax"]) {
            return words.reduce(0) { $0 + $1.text.utf8.count(where: \.isDigit) } >= 6
        }
        return ["http", "www.", ".com", ".org"].contains { text.contains($0) }
    }

    /// Words behind which another part of a sentence begins.
    private static let joints: Set<String> = ["of", "in", "on", "at", "the", "from", "to", "for", "after", "before"]

    private static let numberWords: Set<String> = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen",
        "fourteen", "twenty", "thirty", "forty", "fifty", "sixty", "ninety", "hundred", "thousand", "million", "half",
        "once", "twice", "quarterly", "monthly", "annually", "weekly", "daily", "annual", "single", "seventy", "eighty",
    ]
    private static let currencies: Set<String> = [
        "eur", "euro", "euros", "usd", "dollar", "dollars", "gbp", "pound", "pounds", "chf", "cents", "pence",
    ]
    private static let units: Set<String> = [
        "day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "minute", "minutes",
        "quarter", "quarters", "second", "seconds",
    ]
    private static let immediate: Set<String> = [
        "immediately", "promptly", "perpetual", "perpetually", "indefinitely", "forever",
    ]
    private static let months: Set<String> = [
        "january", "february", "march", "april", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    private static let weekdays: Set<String> = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    private static let roles: Set<String> = [
        "landlord", "tenant", "customer", "supplier", "licensor", "licensee", "provider", "party", "parties", "you",
        "recipient", "discloser", "employer", "employee", "contributor",
    ]
}
