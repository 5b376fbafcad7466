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
        case yesNo
        case open

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
            self = words.first.map(Self.auxiliaries.contains) == true ? .yesNo : .open
        }

        private static let phrases: [(Expectation, [String])] = [
            (
                .duration,
                [
                    "how long", "how soon", "how quickly", "how many days", "how many months", "how many years",
                    "how many hours", "how many weeks", "how many minutes", "what period", "notice period",
                    "how much notice", "what notice", "how much advance notice", "how much warning",
                    "how far in advance", "time limit", "how fast", "how much time", "retention period",
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
                .amount,
                [
                    "how much", "what price", "what is the price", "what fee", "what is the fee", "what amount",
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
                    "which year", "deadline",
                ]
            ),
            (
                .definition,
                [
                    "meant by", "mean by", "definition", "define", "defined", "what counts as", "what does the term",
                    "what qualifies as", "considered a", "considered to be", "what is a", "what is an", "what are",
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

        private static let verbs: [(verb: String, expectation: Self)] = [("mean", .definition), ("cost", .amount)]

        private static let auxiliaries: Set<String> = [
            "is", "are", "was", "were", "do", "does", "did", "can", "could", "may", "must", "will", "would", "shall",
            "should", "has", "have", "am", "need",
        ]
    }
}
