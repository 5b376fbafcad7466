import KapellCore
import KapellKnowledge
import Testing

@Suite("Terms that a sentence defines")
struct DefinedTermsTests {
    @Test(
        "A quoted term counts when a verb behind it, or a bracket around it, gives it a meaning",
        arguments: [
            ("“Support Hours” means 07:00 to 19:00 on each Business Day.", [["support", "hour"]]),
            ("The \"Program\", below, refers to any such program.", [["program"]]),
            ("A \"library\" means a collection of functions.", [["librari"]]),
            ("\"You\" or \"Your\" means a person who exercises rights.", [["you"], ["your"]]),
            ("Fernleigh Ltd, of 4 Mill Row (the “Supplier”), agrees.", [["supplier"]]),
            ("The word “urgent” was used in the call.", []),
            ("It is due on the Commencement Date.", []),
            ("\"\" means nothing, and \"never closed means", []),
        ] as [(String, Set<[String]>)])
    func found(_ text: String, _ terms: Set<[String]>) {
        #expect(DefinedTerms.found(in: text) == terms)
    }

    @Test(
        "The subject of a question that asks what or who something is ends where its circumstances begin",
        arguments: [
            ("What are the Support Hours of the help desk?", ["support", "hour"]),
            ("Who is the Initial Developer in the licence?", ["initi", "develop"]),
            ("What does \"work based on the Program\" mean?", ["work", "base", "on", "program"]),
            ("What is a library, according to version 2?", ["librari"]),
            ("May the tenant sublet?", []), ("How long is the term?", []), ("What is", []), ("", []),
        ] as [(String, [String])])
    func subject(_ question: String, _ subject: [String]) {
        #expect(Question(question).subject == subject)
    }

    @Test("A quotation knows the text on both sides of it")
    func quotations() {
        let found = SentenceForm.quotations("a “b” c “d” e")
        #expect(found.map(\.term) == ["b", "d"])
        #expect(found.map(\.before) == ["a ", " c "])
        #expect(found.map(\.behind) == [" c ", " e"])
    }

    @Test("A date that a clause only names is followed to its definition, and both are quoted")
    func following() async throws {
        let library = try Library()
        try library.folder.write(
            """
            # Maintenance agreement

            ## Definitions

            “Handover Date” means 14 May 2031.

            “Site” means the boathouse at Elver Lock.

            ## Duration

            This agreement takes effect on the Handover Date and continues until it is ended.
            """, to: "documents/maintenance.md")
        try await library.base().ingest([library.documents])
        let answer = try await library.base().answer("When does the maintenance agreement take effect?")
        #expect(answer.citations.prefix(2).map(\.text).contains { $0.contains("takes effect on the Handover Date") })
        #expect(answer.citations.contains { $0.text.contains("14 May 2031") })
        #expect(!answer.citations.contains { $0.text.contains("Elver Lock") })
    }
}
