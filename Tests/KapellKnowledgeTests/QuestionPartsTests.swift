import KapellCore
import KapellKnowledge
import KapellText
import Testing

@Suite("What a question is made of")
struct QuestionPartsTests {
    /// Parts of a question in which the given words name documents.
    private func parts(_ text: String, _ named: [String: Set<Int64>]) -> QuestionParts {
        QuestionParts(text, mentions: Words.split(text).map { named[$0.text] ?? [] })
    }

    @Test("Two documents that are compared are two sides, each without the other's name")
    func sides() {
        let parts = parts(
            "Who has longer to pay, under the lease or the loan?", ["lease": [1], "loan": [2]])
        #expect(parts.sides.map(\.documents) == [[1], [2]])
        #expect(parts.sides.first?.text.contains("lease") == true)
        #expect(parts.sides.first?.text.contains("loan") == false)
        #expect(parts.further.isEmpty)
    }

    @Test("Where each side has a clause of its own, it is asked with that clause")
    func clauses() {
        let parts = parts(
            "I sue. When do my rights end under the lease, and after what notice do they end under the loan?",
            ["lease": [1], "loan": [2]])
        #expect(parts.sides.count == 2)
        #expect(parts.sides.first?.text.contains("notice") == false)
        #expect(parts.sides.last?.text.contains("after what notice") == true)
        #expect(parts.sides.last?.text.hasPrefix("I sue.") == true)
    }

    @Test("Versions of one document are its sides when the question speaks of several")
    func versions() {
        let text = "How do the two versions of the Zebra Licence differ?"
        #expect(parts(text, ["zebra": [3, 4]]).sides.map(\.documents) == [[3], [4]])
        #expect(parts("What does the Zebra Licence say?", ["zebra": [3, 4]]).sides.isEmpty)
    }

    @Test("A question that names two documents and compares nothing has no sides")
    func single() {
        let parts = parts("If the amendment contradicts the lease, which counts?", ["amendment": [1], "lease": [2]])
        #expect(parts.sides.isEmpty)
    }

    @Test("A question behind the first is asked with the words of the first")
    func further() {
        let parts = parts("How many seats does the licence cover, and what do they cost per year?", [:])
        #expect(parts.further.count == 1)
        #expect(parts.further.first?.text.contains("seats") == true)
        #expect(parts.further.first?.text.contains("what do they cost") == true)
        #expect(QuestionParts("", mentions: []).further.isEmpty)
        #expect(QuestionParts("???", mentions: []).sides.isEmpty)
    }

    @Test("A question list of any words and mentions is read without harm")
    func anything() {
        var random = SplitMix64(seed: 7)
        let pieces = [
            "what ", "and ", "Lease ", "3.1 ", ", ", "? ", "the ", "é", "\n", "(", "both ", "or ", "§ ", ". ",
        ]
        for _ in 0..<300 {
            let text = (0..<40).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
            let words = Words.split(text)
            let mentions = words.indices.map { Set([Int64($0 % 5)]).subtracting([0, 3]) }
            let parts = QuestionParts(text, mentions: mentions)
            #expect(parts.sides.count <= QuestionParts.mostSides)
            #expect(parts.further.count <= QuestionParts.mostFurther)
        }
    }
}
