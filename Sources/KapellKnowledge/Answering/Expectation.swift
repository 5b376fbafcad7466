import KapellText

extension Question {
    /// The form that an answer must have.
    package enum Expectation: String, Sendable, CaseIterable {
        case amount
        case duration
        case date
        case count
        case percentage
        case definition
        case party
        case place
        /// An e-mail address, a telephone number, a page on the web.
        case contact
        /// A time of day.
        case time
        case yesNo
        case open

        /// Whether the answer's form can be seen in a sentence.
        var isTold: Bool {
            switch self {
            case .amount, .duration, .date, .count, .percentage, .place, .contact, .time: true
            case .definition, .party, .yesNo, .open: false
            }
        }

        /// Read from the folded words of a question; the first form whose phrases it holds.
        init(of words: [String]) {
            let line = WordLine(words)
            for (expectation, phrases) in Self.phrases where phrases.contains(where: line.holds) {
                self = expectation
                return
            }
            // "What does … mean", "what do … cost": the telling word stands apart.
            let isSplit = line.holds("what does") || line.holds("what do")
            if isSplit, let form = Self.verbs.first(where: { line.holds($0.verb) }) {
                self = form.expectation
                return
            }
            if let head = Self.askedNoun(words), let form = Self.nouns[Stemmer.stem(head)] {
                self = form
                return
            }
            if Self.weakDefinitions.contains(where: line.holds) {
                self = .definition
                return
            }
            self = words.first.map(Self.auxiliaries.contains) == true ? .yesNo : .open
        }

        /// Whether a clause begins by asking for yes or no: "may we", "does it".
        static func asksYesNo(_ words: ArraySlice<String>) -> Bool {
            guard let first = words.first, auxiliaries.contains(first), words.count > 2 else { return false }
            return first != "need" && first != "will"
        }

        private static let phrases: [(Expectation, [String])] = [
            (
                .time,
                [
                    "which hours", "what hours", "opening hours", "hours of the day", "what time of day",
                    "at what time", "which times of day",
                ]
            ),
            (
                .percentage,
                ["how many percent", "how many per cent", "in percent", "in per cent"]
            ),
            (
                .amount,
                [
                    "how many dollars", "how many euros", "how many pounds", "how many cents", "for what value",
                    "what value", "in pounds", "in euros", "in dollars", "how much money",
                ]
            ),
            (
                .duration,
                [
                    "how long", "how soon", "how quickly", "how many days", "how many months", "how many years",
                    "how many hours", "how many weeks", "how many minutes", "what period", "notice period",
                    "how much notice", "what notice", "how much advance notice", "how much warning",
                    "how far in advance", "time limit", "how fast", "how much time", "within what time",
                    "retention period",
                    "what duration", "cure period",
                ]
            ),
            (
                .percentage,
                [
                    "what percentage", "what percent", "what rate", "at what rate", "interest rate",
                    "how much interest", "what proportion", "what share",
                ]
            ),
            (
                .contact,
                [
                    "e mail address", "email address", "telephone number", "phone number", "fax number", "website",
                    "web site", "web address", "url",
                ]
            ),
            (
                .amount,
                [
                    "how much", "daily rate", "hourly rate", "what price", "what is the price", "what fee",
                    "what is the fee", "what amount",
                    "what is the maximum amount", "how expensive", "what cost", "day rate", "what rent",
                    "what is the rent",
                    "what salary",
                ]
            ),
            (
                .count,
                ["how many", "how often", "what number", "maximum number", "how frequently", "how large", "how big"]
            ),
            (
                .date,
                [
                    "when", "what date", "which date", "what day", "what time", "until when", "what year",
                    "which year", "deadline", "by when", "which day", "last day", "what dates",
                ]
            ),
            (
                .definition,
                [
                    "meant by", "mean by", "definition", "define", "defined", "what counts as", "what does the term",
                    "what qualifies as", "considered a", "considered to be",
                ]
            ),
            (.party, ["who", "whom", "whose", "which party", "what party", "which company", "what company"]),
            (
                .place,
                [
                    "where", "which country", "what country", "which state", "which court", "which courts",
                    "what address", "which law", "what law", "governing law", "governs", "which jurisdiction",
                ]
            ),
        ]

        private static let verbs: [(verb: String, expectation: Self)] = [
            ("mean", .definition), ("cost", .amount), ("pay", .amount), ("earn", .amount),
        ]
        private static let weakDefinitions = ["what is a", "what is an", "what are"]

        /// The last word of the noun phrase behind "what" or "which": `salary` of "What is the starting salary of …".
        private static func askedNoun(_ words: [String]) -> String? {
            guard let asks = words.prefix(3).firstIndex(where: { $0 == "what" || $0 == "which" }) else { return nil }
            var rest = words[(asks + 1)...]
            if let copula = rest.first, ["is", "are", "was", "were"].contains(copula) { rest = rest.dropFirst() }
            if let article = rest.first, ["the", "a", "an"].contains(article) { rest = rest.dropFirst() }
            let phrase = rest.prefix { !auxiliaries.contains($0) && !prepositions.contains($0) }
            // A phrase of many words has swallowed a verb: "which company insures the building".
            guard phrase.count <= 4 else { return phrase.first }
            let telling = phrase.last { nouns[Stemmer.stem($0)] != nil }
            return telling ?? phrase.last
        }

        private static let prepositions: Set<String> = [
            "of", "in", "on", "at", "for", "to", "under", "with", "by", "from", "per", "that", "which", "when", "if",
            "shall", "during", "between", "after", "before", "within",
        ]

        /// What a noun asks for, by its stem.
        private static let nouns: [String: Self] = {
            let words: [(Self, [String])] = [
                (
                    .amount,
                    [
                        "fee", "price", "rent", "cost", "salary", "wage", "deposit", "premium", "penalty", "fine",
                        "amount", "sum", "budget", "tax", "commission", "compensation", "allowance", "bonus", "worth",
                    ]
                ),
                (.percentage, ["percentage", "discount", "surcharge"]),
                (.duration, ["period", "duration", "length"]),
                (.date, ["date", "deadline", "day", "year"]),
                (.place, ["country", "city", "town", "state", "jurisdiction", "venue"]),
                (
                    .party,
                    [
                        "company", "person", "insurer", "bank", "employer", "organisation", "contractor",
                        "subcontractor", "firm", "owner", "author",
                    ]
                ),
            ]
            var nouns: [String: Self] = [:]
            for (form, list) in words { for word in list { nouns[Stemmer.stem(word)] = form } }
            return nouns
        }()

        private static let auxiliaries: Set<String> = [
            "is", "are", "was", "were", "do", "does", "did", "can", "could", "may", "must", "will", "would", "shall",
            "should", "has", "have", "am", "need",
        ]
    }
}
