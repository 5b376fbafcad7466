import KapellCore
import KapellJSON
import KapellKnowledge
import KapellTesting
import Testing

@Suite("Typing errors in questions")
struct SpellingTests {
    private static let text = """
        The Tenant may end the lease before the termination date with ninety days of written notice to the Landlord.
        The Licensee shall pay the monthly subscription, and the security deposit of EUR 900, to the Licensor.
        Confidential information is kept secret after revocation. The insurance covers liability and maintenance.
        The landlord, the tenant and the licensee agree. Notice of termination is in writing. Payment is monthly.
        It contracts with a parent; the quantity of multiple designs. The price is subject to indexation; a parent company guarantees the payment of the release fee.
        """

    private static let vocabulary: DocumentVocabulary = {
        var vocabulary = DocumentVocabulary()
        vocabulary.add(text)
        return vocabulary
    }()

    private func read(_ question: String, isRight: @escaping @Sendable (String) -> Bool = { _ in false }) -> String {
        let lower = Set(Self.text.lowercased().split { !$0.isLetter }.map(String.init))
        let unknown = QuestionSpelling.unknown(in: question) { lower.contains($0) }
        let spelling = QuestionSpelling(vocabulary: Self.vocabulary, isRight: isRight)
        return QuestionSpelling.applying(spelling.corrections(of: unknown, in: question), to: question)
    }

    @Test(
        "A letter that is swapped, doubled, missing, added or wrong is mended",
        arguments: [
            ("What is the notcie period?", "What is the notice period?"),
            ("Who pays the secruity depsoit?", "Who pays the security deposit?"),
            ("How does terminnation work?", "How does termination work?"),
            ("When does terminaton happen?", "When does termination happen?"),
            ("How much is the monthyl subscripton?", "How much is the monthly subscription?"),
            ("Is there maintenence?", "Is there maintenance?"), ("What liabilty is there?", "What liability is there?"),
            ("Which inofrmation is confidental?", "Which information is confidential?"),
            ("What may the landlrod do?", "What may the landlord do?"),
            ("May the teannt end it?", "May the tenant end it?"),
            ("What does the insurnace cover?", "What does the insurance cover?"),
            ("Waht is the noitce?", "What is the notice?"), ("Indexaton of the price?", "Indexation of the price?"),
            ("WHAT IS THE NOTCIE PERIOD?", "WHAT IS THE NOTICE PERIOD?"),
        ])
    func mended(_ question: String, _ meant: String) { #expect(read(question) == meant) }

    @Test(
        "A right word that the documents lack is not bent to a near one, nor is a name or a number",
        arguments: [
            "Is there a prize?", "What does the patent cover?", "Who is the patient?", "Who is the licenser?",
            "Who is the assignor?", "What happens on relocation?", "What is the lessee to do?", "Is parking included?",
            "Is there a pension?", "May we relase2 it?", "What does Licenseee Tennant say?", "Is there a Notcie?",
            "What is the retainer?", "Is the teenager insured?", "Is there mediation?", "What about 900l euros?",
            "Is it in the form?", "What is the release?", "Is there a payee?", "Are pets allowed?",
            "Who contradicts the contract?",
            "Is it quantified or multiplied?", "Who is the designee?",
        ])
    func left(_ question: String) { #expect(read(question) == question) }

    @Test("A word that the model knows is right, and of equally near words none is taken")
    func doubt() {
        #expect(read("What about the liabilits?") == "What about the liability?")
        #expect(read("What about the liabilits?", isRight: { $0 == "liabilits" }) == "What about the liabilits?")
        var vocabulary = DocumentVocabulary()
        vocabulary.add("conversion conversion conversian")
        #expect(vocabulary.nearest(to: "conversin") == nil)
        vocabulary.add(String(repeating: "conversion ", count: 6))
        #expect(vocabulary.nearest(to: "conversin") == "conversion")
    }

    @Test("Of a question that is mostly unknown nothing is mended")
    func foreign() {
        let question = "Wer gewann gestern das Schachturnier gegen Lanldord noitce?"
        #expect(read(question) == question)
    }

    @Test("A question of very many random words takes bounded time, and no more than a dozen are looked up")
    func hostile() {
        var random = SeededGenerator(11)
        var vocabulary = DocumentVocabulary()
        func word(_ lengths: ClosedRange<Int>) -> String {
            let letters = (0..<Int.random(in: lengths, using: &random)).map { _ in
                UInt8.random(in: UInt8(ascii: "a")...UInt8(ascii: "z"), using: &random)
            }
            return String(decoding: letters, as: UTF8.self)
        }
        vocabulary.add((0..<20_000).map { _ in word(3...12) }.joined(separator: " "))
        let spelling = QuestionSpelling(vocabulary: vocabulary)
        let many = (0..<1_000).map { _ in word(4...12) }.joined(separator: " ")
        var asked = 0
        let unknown = QuestionSpelling.unknown(in: many) { _ in
            asked += 1
            return false
        }
        #expect(asked <= QuestionSpelling.mostWords && unknown.isEmpty)
        let dozen = (0..<12).map { _ in word(8...24) }.joined(separator: " ")
        let began = ContinuousClock.now
        let all = QuestionSpelling.unknown(in: dozen) { _ in false }
        #expect(spelling.corrections(of: all, in: dozen).count <= QuestionSpelling.mostLookedUp)
        #expect(ContinuousClock.now - began < .seconds(5))
        for text in ["", "?", "''''", String(repeating: "a", count: 8_000), "\u{0301}\u{0301}", "日本語 ünïcödé"] {
            #expect(read(text) == text)
        }
    }

    @Test("An edit is counted as a typist makes it")
    func errors() {
        func error(_ typed: String, _ meant: String, most: Int = 2) -> TypingError? {
            TypingError(Array(typed.utf8), meant: Array(meant.utf8), most: most)
        }
        #expect(error("notcie", "notice")?.edits == 1)
        #expect(error("notice", "notice")?.edits == 0)
        #expect(error("noticce", "notice")?.edits == 1)
        #expect(error("notive", "notice").map { [$0.edits, $0.odd] } == [1, 0])
        #expect(error("relocation", "revocation").map { [$0.edits, $0.odd] } == [1, 1])
        #expect(error("notice", "termination") == nil)
        #expect(error("", "ab")?.edits == 2)
        #expect(error("abcd", "wxyz", most: 3) == nil)
    }

    @Test("A question is answered as it was meant, and the answer says how it was read")
    func answered() async throws {
        let library = try Library()
        try library.folder.write(Library.lease, to: "documents/lease.md")
        let base = try library.base()
        try await base.ingest([library.documents])
        let answer = try await base.answer("With how many days of writen notcie may the Tenant end the leaes?")
        #expect(answer.readAs == "With how many days of written notice may the Tenant end the lease?")
        #expect(answer.json["read_as"]?.stringValue == answer.readAs)
        #expect(answer.citations.first?.text.contains("ninety days") == true)
        let right = try await base.answer("With how many days of written notice may the Tenant end the lease?")
        #expect(right.readAs == nil)
        let found = try await base.find("writen notcie of the leaes")
        #expect(found.readAs == "written notice of the lease")
        #expect(found.results == (try await base.find("written notice of the lease").results))
        let typed = try await base.find("writen notcie of the leaes", asTyped: true)
        #expect(typed.readAs == nil && typed.results.allSatisfy { $0.lexicalRank == nil })
        #expect(try await base.search("writen notcie of the leaes") == typed.results)
        #expect(try await base.explain("Is there a notcie?").readAs == "Is there a notice?")
        #expect(try await base.explain("Is there a notcie?", asTyped: true).readAs == nil)
        #expect(try await base.find("Is parking for the premises included?").readAs == nil)
        #expect(await thrown { _ = try await base.find("  ") }?.code == .invalidRequest)
        #expect(
            try await base.spelled("Is parking for the premises included?") == "Is parking for the premises included?")
    }
}
