/// Recognises whether a text holds the kind of thing that a question asks for.
package enum AnswerForm {
    /// 1 when it does, 0 when it does not, 0.5 when the question does not tell.
    package static func match(_ question: Question, words: [Words.Word], text: String) -> Double {
        switch question.expectation {
        case .open, .yesNo: 0.5
        case .amount: holdsMoney(words, text) ? 1 : 0
        case .percentage: holdsPercentage(words, text) ? 1 : 0
        case .duration: holdsDuration(words) ? 1 : 0
        case .date: holdsDate(words) ? 1 : holdsDuration(words) ? 0.7 : 0
        case .count: words.contains { isNumber($0.text) } ? 1 : 0.2
        case .definition: defines(question.terms, text) ? 1 : 0.3
        case .party: holdsName(words) ? 1 : 0.2
        case .place: holdsName(words) ? 1 : 0.1
        }
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

    private static func holdsMoney(_ words: [Words.Word], _ text: String) -> Bool {
        let signs = ["$", "€", "£", "¥"].contains { text.contains($0) }
        let currency = words.contains { currencies.contains($0.text) }
        return (signs || currency) && words.contains { isNumber($0.text) }
            || words.contains { $0.text == "free" || $0.text == "charge" || $0.text == "percent" } || text.contains("%")
    }

    private static func holdsPercentage(_ words: [Words.Word], _ text: String) -> Bool {
        text.contains("%") || words.contains { $0.text == "percent" || $0.text == "percentage" || $0.text == "cent" }
    }

    private static func holdsDuration(_ words: [Words.Word]) -> Bool {
        for (index, word) in words.enumerated() where units.contains(word.text) {
            let before = words[max(0, index - 4)..<index]
            if before.contains(where: {
                isNumber($0.text) || $0.text == "each" || $0.text == "every" || $0.text == "same" || $0.text == "next"
            }) {
                return true
            }
        }
        return words.contains { immediate.contains($0.text) }
    }

    private static func holdsDate(_ words: [Words.Word]) -> Bool {
        words.contains { months.contains($0.text) || isYear($0.text) || weekdays.contains($0.text) }
            || words.contains { $0.text == "date" || $0.text == "upon" || $0.text == "o'clock" }
    }

    private static func isYear(_ word: String) -> Bool {
        word.utf8.count == 4 && (word.hasPrefix("19") || word.hasPrefix("20")) && Int(word) != nil
    }

    /// A capitalised word that does not open the text, or a defined role.
    private static func holdsName(_ words: [Words.Word]) -> Bool {
        words.dropFirst().contains { $0.isCapitalised } || words.contains { roles.contains($0.text) }
    }

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
