import KapellCore
import KapellEvals
import Testing

@Suite("Evaluators") struct EvaluatorTests {
    private typealias Passage = EvaluationResponse.Passage

    private func passage(
        _ document: String, _ text: String, at start: Int = 0, exact: Bool? = true, scanned: Bool = false
    ) -> Passage {
        Passage(
            document: document, span: ByteSpan(start: start, end: start + text.utf8.count), text: text, isExact: exact,
            isScanned: scanned)
    }

    private func scores(_ response: EvaluationResponse, _ item: EvaluationItem) -> [Metric: Double] {
        EvaluatorList.all.reduce(into: [:]) { $0.merge($1.scores(of: response, to: item)) { first, _ in first } }
    }

    private let comparison = EvaluationItem(
        id: "1", question: "q",
        evidence: [
            ExpectedPassage(need: "a", documents: ["x.md"], quote: "ten days", span: ByteSpan(start: 100, end: 108)),
            ExpectedPassage(need: "a", documents: ["y.md"], quote: "ten days", span: ByteSpan(start: 5, end: 13)),
            ExpectedPassage(need: "b", documents: ["z.pdf"], quote: "Twenty days, at the   most."),
            ExpectedPassage(
                need: nil, documents: ["x.md"], quote: "see clause 4", span: ByteSpan(start: 300, end: 312)),
        ], answer: [ExpectedFact(need: "a", any: ["10", "ten"]), ExpectedFact(need: "b", any: ["twenty"])],
        mustNot: ["thirty"])

    @Test("Each thing that is asked needs a citation; alternatives suffice; what leads there is no fault") func needs()
    {
        let both = EvaluationResponse(
            text: "Ten days. [1]\nTwenty days, at the most. [2]\nSee clause 4. [3]",
            citations: [
                passage("y.md", "ten days", at: 10), passage("folder/z.pdf", "twenty days – at the most"),
                passage("x.md", "see clause 4", at: 305),
            ])
        var found = scores(both, comparison)
        #expect(found[.cited] == 1)
        #expect(found[.minimal] == 1)
        #expect(found[.right] == 1)
        #expect(found[.answered] == 1)
        #expect(found[.refused] == nil)
        var half = both
        half.citations[1] = passage("other.pdf", "twenty days at the most")
        found = scores(half, comparison)
        #expect(found[.cited] == 0)
        #expect(found[.minimal] == 0)
        half.citations[1] = passage("z.pdf", "Twenty")
        #expect(scores(half, comparison)[.cited] == 1)
        half.citations[0] = passage("x.md", "ten days", at: 108)
        #expect(scores(half, comparison)[.cited] == 0)
    }

    @Test("Among the first five passages, not the sixth") func retrieved() {
        let item = EvaluationItem(id: "1", question: "q", evidence: [ExpectedPassage(quote: "the right one")])
        var response = EvaluationResponse(retrieved: (0..<5).map { passage("x", "wrong \($0)") })
        response.retrieved.append(passage("x", "the right one"))
        #expect(scores(response, item)[.retrieved] == 0)
        response.retrieved.swapAt(4, 5)
        #expect(scores(response, item)[.retrieved] == 1)
    }

    @Test("A row is cited by its cells, wherever white space and rules stand") func cells() {
        let item = EvaluationItem(
            id: "1", question: "q",
            evidence: [
                ExpectedPassage(
                    documents: ["t.docx"], quote: "Rent 1,450 monthly", cells: ["Rent", "1,450", "monthly"])
            ],
            minimal: [ExpectedPassage(documents: ["t.docx"], quote: "Rent 1,450", cells: ["Rent", "1,450"])])
        let row = EvaluationResponse(
            text: "x [1]", citations: [passage("t.docx", "| Item: Rent | EUR 1,450 | once a month |")])
        #expect(scores(row, item)[.cited] == 1)
        let other = EvaluationResponse(text: "x [1]", citations: [passage("t.docx", "| Rent | 1,540 |")])
        #expect(scores(other, item)[.cited] == 0)
    }

    @Test("Where places are not known, a citation of the smallest quotation suffices") func smallest() {
        let item = EvaluationItem(
            id: "1", question: "q",
            evidence: [ExpectedPassage(documents: ["t.pdf"], quote: "Before it. Ten days are given. After it.")],
            minimal: [ExpectedPassage(documents: ["t.pdf"], quote: "Ten days")])
        let shifted = EvaluationResponse(
            text: "x [1]", citations: [passage("t.pdf", "Ten days are given. After it. Then more.")])
        #expect(scores(shifted, item)[.cited] == 1)
        let beside = EvaluationResponse(text: "x [1]", citations: [passage("t.pdf", "After it. Then more.")])
        #expect(scores(beside, item)[.cited] == 0)
    }

    @Test("Only a scan is forgiven one wrong letter in twenty") func scans() {
        let item = EvaluationItem(
            id: "1", question: "q", evidence: [ExpectedPassage(quote: "The parcel left the harbour on Tuesday")])
        let read = "The parce1 left the harbour on Tuesday"
        func cited(_ text: String, _ scanned: Bool) -> Double? {
            scores(EvaluationResponse(text: "x [1]", citations: [passage("s", text, scanned: scanned)]), item)[.cited]
        }
        #expect(cited(read, true) == 1)
        #expect(cited("Dear sir, \(read), as agreed.", true) == 1)
        #expect(cited(read, false) == 0)
        #expect(cited("The parrot bit the harbour master Tuesday", true) == 0)
    }

    @Test(
        "A fact stands as whole words and whole numbers",
        arguments: [
            ("It is 30 days.", "30 days", true), ("It is 30 days.", "0 days", false), ("EUR 1,450.00", "450", false),
            ("EUR 1,450.00", "1,450", false), ("EUR 1,450.", "1,450", true), ("Section 2.1 applies", "2", false),
            ("the “LEGAL” file", "\"legal\" file", true), ("on  the\u{00A0}day", "on the day", true),
            ("monthly", "month", false), ("", "x", false), ("x", "", false), ("Thirty days [1]", "1", false),
        ])
    func facts(_ text: String, _ fact: String, _ stands: Bool) {
        let item = EvaluationItem(id: "1", question: "q", answer: [ExpectedFact(any: [fact])])
        #expect(scores(EvaluationResponse(text: text), item)[.right] == (stands ? 1 : 0))
    }

    @Test("A wrong fact or the other verdict makes an answer wrong") func wrong() {
        var item = EvaluationItem(
            id: "1", question: "q", answer: [ExpectedFact(any: ["thirty"])], mustNot: ["sixty"], verdict: .no)
        func right(_ text: String) -> Double? { scores(EvaluationResponse(text: text), item)[.right] }
        #expect(right("Thirty days.") == 1)
        #expect(right("No: thirty days.") == 1)
        #expect(right("Yes, thirty days.") == 0)
        #expect(right("Thirty, not sixty.") == 0)
        #expect(right("Yesterday, thirty.") == 1)
        item.verdict = .yes
        #expect(right("“Yes”, thirty.") == 0 || right("Yes, thirty.") == 1)
    }

    @Test("Refusals are right only where nothing answers; a failure is never right") func refusals() {
        let open = EvaluationItem(id: "1", isAnswerable: false, question: "q")
        let refusal = EvaluationResponse(text: "No.", isRefused: true)
        #expect(scores(refusal, open)[.refused] == 1)
        #expect(scores(EvaluationResponse(text: "x"), open)[.refused] == 0)
        #expect(scores(EvaluationResponse(failure: KapellError(.model, "m")), open)[.refused] == 0)
        let found = scores(refusal, comparison)
        #expect(found[.answered] == 0)
        #expect(found[.cited] == 0)
        #expect(found[.right] == 0)
        #expect(found[.minimal] == nil)
        #expect(found[.exact] == nil)
    }

    @Test("Spans must be exact, and sentences quotations of what they cite") func spans() {
        let item = EvaluationItem(id: "1", question: "q", answer: [ExpectedFact(any: ["x"])])
        var response = EvaluationResponse(
            text: "One two. [1]\nThree four. [1] [2]",
            citations: [passage("d", "One\n  two."), passage("d", "So: Three four.")])
        #expect(scores(response, item)[.exact] == 1)
        #expect(scores(response, item)[.quoted] == 1)
        response.citations[1].isExact = false
        #expect(scores(response, item)[.exact] == 0)
        response.text = "One two. [2]"
        #expect(scores(response, item)[.quoted] == 0)
        response.text = "One two. [3] and more"
        #expect(scores(response, item)[.quoted] == 0)
        response.citations[0].isExact = nil
        #expect(scores(response, item)[.exact] == nil)
    }

    @Test("The plain baseline quotes what BM25 finds best, and never refuses") func words() throws {
        let baseline = try WordsBaseline(passages: [
            passage("a", "The bakery opens at six."), passage("b", "The lease ends with\nsix months' notice."),
        ])
        let response = baseline.respond(to: "How much notice ends the lease?")
        #expect(response.text == "The lease ends with six months' notice. [1]")
        #expect(response.citations.map(\.document) == ["b"])
        #expect(!response.isRefused)
        #expect(baseline.respond(to: "zebra").citations.isEmpty)
        #expect(!baseline.respond(to: "zebra").isRefused)
        #expect(baseline.respond(to: String(repeating: "lease ", count: 1_300)).failure == nil)
    }

    @Test("Long texts of one letter are compared in time that grows with their lengths") func hostile() {
        let long = String(repeating: "a", count: 400_000)
        let item = EvaluationItem(
            id: "1", question: "q", evidence: [ExpectedPassage(quote: long + "b")],
            answer: [ExpectedFact(any: [long + "b"])])
        let response = EvaluationResponse(
            text: long, citations: [passage("d", long + "c", scanned: true)])
        let clock = ContinuousClock()
        let time = clock.measure { #expect(scores(response, item)[.right] == 0) }
        #expect(time < .seconds(20), "\(time)")
    }
}
