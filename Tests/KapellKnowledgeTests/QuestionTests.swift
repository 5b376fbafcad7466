import KapellKnowledge
import KapellText
import Testing

@Suite("What a question asks for")
struct QuestionTests {
    @Test(
        "The form of the answer is read from the question",
        arguments: [
            ("How much is the monthly fee?", .amount), ("What fee is due?", .amount),
            ("How long does the lease run?", .duration), ("What is the notice period?", .duration),
            ("How many days does the tenant have?", .duration), ("When does the lease begin?", .date),
            ("On what date was it signed?", .date), ("How many copies are made?", .count),
            ("What percentage is charged?", .percentage), ("What is the interest rate?", .percentage),
            ("Who signed the agreement?", .party), ("Which party bears the cost?", .party),
            ("Where are disputes heard?", .place), ("Which courts decide?", .place),
            ("May the tenant sublet?", .yesNo), ("Is the supplier liable?", .yesNo),
            ("What is a Secondary Section?", .definition), ("What is meant by Fees?", .definition),
            ("What does Fees mean?", .definition), ("What does parking cost?", .amount),
            ("Which law applies to the lease?", .place), ("What notice must be given?", .duration),
            ("What must I keep when I copy it?", .open), ("May a person who left return?", .yesNo),
            ("By when must it be paid?", .date), ("Under the lease, who pays for repairs?", .party),
            ("What is the starting salary of a baker?", .amount), ("What rent did the last tenant pay?", .amount),
            ("What does the supplier pay in premiums?", .amount), ("Which country is it registered in?", .place),
            ("To which e-mail address are notices sent?", .contact), ("Which contractor shreds the disks?", .party),
            ("What are the Support Hours?", .definition), ("What discount is granted?", .percentage),
            ("Describe the goods.", .open), ("", .open),
        ] as [(String, Question.Expectation)])
    func expectation(_ text: String, _ expectation: Question.Expectation) {
        #expect(Question(text).expectation == expectation)
    }

    @Test("Its terms are the stems of its telling words, each once, beside the words themselves")
    func terms() {
        let question = Question("What notices must the Licensee give to end the licence, and which notices of 30 days?")
        #expect(question.terms.count == question.words.count)
        #expect(Set(question.terms).count == question.terms.count)
        #expect(question.words.contains("license"))
        #expect(question.terms.contains("notic"))
        #expect(!question.words.contains("the"))
        #expect(question.capitalised.count == 1)
        #expect(
            Question("the notice period ends").pairs == [
                .init(first: "notic", second: "period"), .init(first: "period", second: "end"),
            ])
    }

    private func match(_ expectation: Question.Expectation, _ text: String) -> Double {
        var question = Question("Fees")
        question.expectation = expectation
        return AnswerForm.match(question, words: Words.split(text), text: text)
    }

    @Test(
        "A text that holds what is asked for matches better than one that does not",
        arguments: [
            (.amount, "The fee is EUR 1,500.", "The fee is due at once."),
            (.amount, "The fee is £20.", "The fee is high."),
            (.percentage, "It bears interest of 8%.", "It bears interest."),
            (.duration, "It ends after ninety days.", "It ends with the lease."),
            (.duration, "Notice of 3 months is needed.", "Notice is needed."),
            (.date, "It begins on 1 March 2025.", "It begins with the handover."),
            (.count, "Two copies were made.", "Copies were made."),
            (.party, "It is borne by the Supplier.", "it is borne in full."),
            (.definition, "\"Fees\" means what is paid.", "The fees are paid."),
            (.place, "Disputes are heard in Vienna.", "Disputes are heard in public."),
        ] as [(Question.Expectation, String, String)])
    func answerForm(_ expectation: Question.Expectation, _ good: String, _ bad: String) {
        #expect(match(expectation, good) == 1)
        #expect(match(expectation, bad) < 0.5)
    }

    @Test(
        "What is counted must stand behind its number, and the number of a clause counts nothing",
        arguments: [
            ("How many members are there?", "It has 1,200 members.", "It has 3 offices for its members."),
            ("How many copies may be kept?", "One archival copy may be kept.", "7.2 The Customer keeps copies."),
            ("How many floors are there?", "The house has four floors.", "Suite 410 lies on the fourth floor."),
            ("What is the telephone number?", "Call 0113 496 0020.", "Call us at any time."),
            ("Which e-mail address is used?", "Write to desk@example.com.", "Write by e-mail."),
        ])
    func strictForm(_ question: String, _ good: String, _ bad: String) {
        let question = Question(question)
        #expect(AnswerForm.match(question, words: Words.split(good), text: good) == 1)
        #expect(AnswerForm.match(question, words: Words.split(bad), text: bad) < 0.5)
    }

    @Test(
        "An open question and one for yes or no tell nothing about the form",
        arguments: [Question.Expectation.open, .yesNo])
    func open(_ expectation: Question.Expectation) {
        #expect(match(expectation, "Anything.") == 0.5)
        #expect(match(expectation, "") == 0.5)
    }

    @Test("A search looks for the telling words, or for all when there are no others")
    func searchTerms() {
        #expect(QuestionTerms.forSearch("What is the notice period of the lease?") == ["notice", "period", "lease"])
        #expect(QuestionTerms.forSearch("who are you") == ["who", "are", "you"])
        let many = (0..<500).map { "word\($0)" }.joined(separator: " ")
        #expect(QuestionTerms.forSearch(many).count == QuestionTerms.maximumTerms)
    }
}
