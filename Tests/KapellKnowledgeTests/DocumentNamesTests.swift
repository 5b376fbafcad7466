import KapellCore
import KapellKnowledge
import KapellText
import Testing

@Suite("Which document a question names")
struct DocumentNamesTests {
    private static let openings = [
        DocumentOpening(
            document: 1, name: "texts/GPL-2", text: "GNU GENERAL PUBLIC LICENSE\n  Version 2, June 1991\n\nbody"),
        DocumentOpening(
            document: 2, name: "texts/GPL-3", text: "GNU GENERAL PUBLIC LICENSE\n\nVersion 3, 29 June 2007"),
        DocumentOpening(document: 3, name: "texts/LGPL-3", text: "GNU LESSER GENERAL PUBLIC LICENSE\nVersion 3"),
        DocumentOpening(document: 4, name: "Apache-2.0", text: "Apache License\nVersion 2.0, January 2004"),
        DocumentOpening(document: 5, name: "office-lease.txt", text: "OFFICE LEASE\nSuite 410, Gannet Wharf"),
    ]
    private let names = DocumentNames(openings)

    @Test(
        "A document is meant by its file name or its first two lines, however a version is written",
        arguments: [
            ("How long is the cure period under GPL-3?", [2]), ("gplv3 user product", [2]),
            ("What does version 3 of the GPL say?", [2]), ("What does the GPL v2 say about source?", [1]),
            ("May I link under LGPL 3.0?", [3]), ("Does the Apache licence grant patents?", [4]),
            ("Who pays for repairs in the office lease?", [5]), ("Is parking included at Gannet Wharf?", [5]),
        ] as [(String, Set<Int64>)])
    func named(_ question: String, _ documents: Set<Int64>) {
        #expect(names.match(question).documents == documents)
    }

    @Test("A question without a name means no document, and no document is elsewhere")
    func unnamed() {
        let match = names.match("How much is the fee?")
        #expect(match.documents.isEmpty)
        #expect(match.words.isEmpty)
        #expect(match.best == 0)
    }

    @Test("An empty knowledge base, an empty question and a document without a text name nothing")
    func empty() {
        #expect(DocumentNames([]).match("GPL-3").documents.isEmpty)
        #expect(names.match("").documents.isEmpty)
        #expect(DocumentNames([DocumentOpening(document: 1, name: ".", text: "\n \n")]).match("?").documents.isEmpty)
    }

    @Test("Letters and digits are words of their own, and a version ends without noughts")
    func words() {
        #expect(DocumentNames.words("GPLv3") == DocumentNames.words("gpl 3"))
        #expect(DocumentNames.words("MPL-2.0").contains("2"))
        #expect(DocumentNames.words("LGPL-2.1").contains("2.1"))
    }

    @Test("A word that is written small and that most documents use can be told not to name any")
    func common() {
        #expect(
            names.plainWords(in: "Who pays for repairs in the office lease of GPL-3?").map(\.stem) == ["offic", "leas"])
        #expect(names.match("Is the office open?").documents == [5])
        #expect(names.match("Is the office open?", common: ["offic"]).documents.isEmpty)
    }

    @Test("Words that only name the document or a party are not what the question is about")
    func focus() {
        let question = Question("How long is the Initial Term of the Brackenmoor office lease?")
        let focus = QuestionFocus(
            question, meant: names.match(question.text), common: ["initi", "term", "offic", "leas"])
        #expect(focus.names == [Stemmer.stem("brackenmoor")])
        #expect(focus.topic == ["initi", "term"])
        #expect(focus.text == "How long is the Initial Term of the ?")
    }

    @Test("A question that is nothing but names keeps them as its topic")
    func onlyNames() {
        let focus = QuestionFocus(Question("the GPL-3"), meant: names.match("the GPL-3"), common: [])
        #expect(!focus.topic.isEmpty)
    }
}
