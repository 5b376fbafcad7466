import KapellCore
import KapellKnowledge
import Testing

@Suite("Short names of documents")
struct AcronymTests {
    private static func opening(_ number: Int64, _ name: String, _ text: String) -> DocumentOpening {
        DocumentOpening(document: number, name: name, text: text)
    }

    private let acronyms = Acronyms([
        opening(1, "contracts/acme.pdf", "MASTER SERVICES AGREEMENT\nbetween Acme Ltd and Borrow Ltd\n\nbody"),
        opening(2, "contracts/acme-1.pdf", "Amendment No. 1 to the Master Services Agreement\n1 May 2024"),
        opening(3, "nda.docx.pdf", "Mutual Non-Disclosure Agreement\nThis Agreement is made"),
        opening(4, "2024_statement_of_work-v2.docx", "Project Heron\n\nbody"),
        opening(
            5, "hosting.txt", "Hosting\n\nThis Framework Contract for Hosting (the \"FCX\") is made by Acme (\"ACM\")."),
        opening(6, "dpa-one.txt", "Data Processing Agreement"), opening(7, "dpa-two.txt", "Disaster Plan Annex"),
        opening(8, "service-level-agreement.md", "# Service levels\n\nbody"),
        opening(9, "report.txt", "The meeting said again that nothing was agreed"),
        opening(10, "undertaking.txt", "Employment Undertaking"),
    ])

    @Test(
        "Initials stand for a title, with or without its little words, wherever it is written",
        arguments: [
            ("MSA", "Master Services Agreement"), ("NDA", "Non-Disclosure Agreement"),
            ("MNDA", "Mutual Non-Disclosure Agreement"), ("SOW", "Statement of Work"), ("SW", "Statement of Work"),
            ("SLA", "Service Level Agreement"),
        ])
    func initials(_ short: String, _ words: String) {
        #expect(acronyms.reading(of: short)?.lowercased() == words.lowercased())
    }

    @Test("A short name that a document gives itself in brackets stands for the words before it")
    func brackets() {
        #expect(acronyms.reading(of: "FCX") == "Framework Contract for Hosting")
        #expect(acronyms.reading(of: "ACM") == nil)
    }

    @Test(
        "What is not plain is left alone: two titles with the same initials, a sentence, a part of a title, small letters",
        arguments: ["DPA", "TMSA", "SA", "MS", "msa", "Msa", "M", "EU", "PH", "MSAX", ""])
    func unclear(_ short: String) {
        #expect(acronyms.reading(of: short) == nil)
    }

    @Test("No document, and one without a text, have no short names")
    func none() {
        #expect(Acronyms([]).reading(of: "MSA") == nil)
        #expect(Acronyms([Self.opening(1, ".", "\n\n")]).reading(of: "MSA") == nil)
    }

    @Test("Whatever documents begin with, reading a short name takes bounded time")
    func fuzz() {
        var random = SplitMix64(seed: 5)
        let pieces = [
            "Master ", "of ", "Agreement", "(", ")", "\"", "the ", "\n", "MSA", "é", "9", "-", "A ", "“", "”",
        ]
        for number in 0..<400 {
            var text = ""
            for _ in 0..<Int.random(in: 0...60, using: &random) { text += pieces.randomElement(using: &random) ?? "" }
            let acronyms = Acronyms([Self.opening(Int64(number), "\(number)", text)])
            if let reading = acronyms.reading(of: "MSA") { #expect(reading.utf8.count < 400) }
        }
    }
}

@Suite("Questions that name a document by its short name")
struct AcronymQuestionTests {
    private static let services = """
        # Master Services Agreement

        Acme shall keep backups for thirty days.

        The liability of Acme is limited to EUR 90,000.

        """
    private static let supply = """
        # Goods Supply Contract

        The liability of Acme is limited to EUR 5,000.

        Borrow shall keep samples for sixty days.

        """

    private func base(_ documents: [(String, String)]) async throws -> (KnowledgeBase, Library) {
        let library = try Library()
        for (name, text) in documents { try library.folder.write(text, to: "documents/\(name)") }
        let base = try library.base()
        try await base.ingest([library.documents])
        return (base, library)
    }

    private static let both = [("acme.md", services), ("borrow.md", supply)]

    @Test("The question is read with the title, and answered from that document", arguments: ["MSA", "MSA's"])
    func named(_ short: String) async throws {
        let (base, _) = try await base(Self.both)
        let answer = try await base.answer("Under the \(short) terms, to what is the liability of Acme limited?")
        #expect(answer.readAs?.contains("Under the Master Services Agreement") == true)
        #expect(answer.citations.map(\.document) == ["acme.md"])
        #expect(answer.text.contains("90,000"))
        let other = try await base.answer("Under the GSC, to what is the liability of Acme limited?")
        #expect(other.citations.map(\.document) == ["borrow.md"])
    }

    @Test("Two documents that are named by their initials are compared")
    func compared() async throws {
        let (base, _) = try await base(Self.both)
        let answer = try await base.answer(
            "To what is the liability of Acme limited in the MSA, and to what in the GSC?")
        #expect(Set(answer.citations.map(\.document)) == ["acme.md", "borrow.md"])
    }

    @Test("Small letters, shouting and names that documents have already are left as they are")
    func left() async throws {
        let (base, _) = try await base(Self.both + [("GSC.md", "# Other rules\n\nNothing is said here.\n")])
        for question in ["what is in the msa?", "WHAT IS THE LIABILITY UNDER THE MSA?", "What does the GSC say?"] {
            #expect(try await base.writtenOut(question) == question)
        }
    }

    @Test("A short name that the documents use for something else is left as it is")
    func taken() async throws {
        let other = "# Report\n\nThe Metropolitan Statistical Area (the \"MSA\") has grown.\n"
        let (base, _) = try await base(Self.both + [("report.md", other)])
        let read = try await base.writtenOut("Is the MSA growing?")
        #expect(read == "Is the MSA growing?")
        let own = "# Order\n\nIt is made under the Master Services Agreement (the \"MSA\") of 1 May.\n"
        let (second, _) = try await self.base(Self.both + [("order.md", own)])
        #expect(try await second.writtenOut("Is the MSA growing?") == "Is the Master Services Agreement growing?")
    }
}
