import KapellCore
import KapellKnowledge
import Testing

@Suite("Questions that name clauses, and clauses that point to others")
struct NamedClauseTests {
    private static let services = """
        # Master Services Agreement

        ## 14. Data

        14.1 The Supplier shall keep the records in order.

        14.2 The records belong to the Customer.

        ## 18. Liability

        18.4 The total liability of the Supplier for a breach of the data rules shall not exceed EUR 300,000.

        ## 21. Ending

        21.2 Within thirty days of the end the Supplier shall deliver a copy of the records.

        21.3 The fee for the copy is set out in Schedule 3.

        # Schedule 3: Fees

        The copy costs EUR 75.

        """
    private static let addendum = """
        # Data Processing Addendum

        to the Master Services Agreement (the "Main Agreement")

        ## 11. End

        11.1 The Processor shall return the personal data as clauses 21.2 and 21.3 of the Main Agreement provide.

        ## 12. Liability

        12.1 The liability of the Processor under this Addendum is limited as clause 18.4 of the Main Agreement provides.

        """

    private func base() async throws -> (Library, KnowledgeBase) {
        let library = try Library()
        try library.folder.write(Self.services, to: "documents/services-agreement.md")
        try library.folder.write(Self.addendum, to: "documents/data-processing-addendum.md")
        try library.folder.write(Library.lease, to: "documents/lease.md")
        let base = try library.base()
        try await base.ingest([library.documents])
        return (library, base)
    }

    @Test("A clause that is asked for by its number is quoted, of the document that is meant")
    func named() async throws {
        let (_, base) = try await base()
        let one = try await base.answer("What does clause 14.2 of the services agreement say?")
        #expect(one.citations.map(\.text) == ["14.2 The records belong to the Customer."])
        #expect(one.citations.first?.document == "services-agreement.md")
        let schedule = try await base.answer("In the services agreement, what is in Schedule 3?")
        #expect(schedule.citations.first?.text.contains("EUR 75") == true)
        let several = try await base.answer("What do clauses 14.1 and 14.2 of the services agreement say?")
        #expect(several.citations.count == 2)
    }

    @Test(
        "A clause that the meant document does not have is refused, and not answered by a near one",
        arguments: [
            "What does clause 14.3 of the services agreement say?", "What does clause 14.2 of the lease say?",
            "In the addendum, what does section 14.2 provide?", "What does clause 99 say?",
            "What does Schedule 4 of the services agreement say?", "What does section 3 of the Zanzibar Treaty say?",
        ])
    func missing(_ question: String) async throws {
        let (_, base) = try await base()
        let answer = try await base.answer(question)
        #expect(answer.refused)
        #expect(answer.citations.isEmpty)
        #expect(answer.reason?.hasPrefix("No document") == true || answer.reason?.hasPrefix("The document") == true)
    }

    @Test("A clause that more documents have than are read is said to be in more, unless one is named")
    func manyHolders() async throws {
        let library = try Library()
        let cities = ["Oslo", "Bergen", "Turku", "Malmo", "Aarhus"]
        for (index, city) in cities.enumerated() {
            try library.folder.write(
                "# \(city) Contract\n\n## 14. Data\n\n14.3 The \(city) records are kept for "
                    + "\(index + 2) years.\n",
                to: "documents/\(city.lowercased())-contract.md")
        }
        let base = try library.base()
        try await base.ingest([library.documents])
        let all = try await base.answer("What does clause 14.3 say?")
        #expect(all.citations.count == 3)
        #expect(
            all.reason
                == "5 documents have clause 14.3, and 3 of them were read for this: name the document that you mean.")
        let asked = try await base.answer("How many years are the records kept under clause 14.3?")
        #expect(asked.reason?.hasPrefix("5 documents have clause 14.3") == true)
        let one = try await base.answer("What does clause 14.3 of the Oslo contract say?")
        #expect(one.citations.map(\.document) == ["oslo-contract.md"] && one.reason == nil)
        try library.folder.remove("documents/oslo-contract.md")
        try library.folder.remove("documents/bergen-contract.md")
        try await base.ingest([library.documents])
        let three = try await base.answer("What does clause 14.3 say?")
        #expect(three.citations.count == 3 && three.reason == nil)
    }

    @Test("What is asked of a clause is answered from it")
    func topic() async throws {
        let (_, base) = try await base()
        let answer = try await base.answer("What total liability of the Supplier does clause 18.4 set for a breach?")
        #expect(answer.citations.first?.text.contains("EUR 300,000") == true)
        let other = try await base.answer("What does clause 14.2 of the services agreement say about the rent?")
        #expect(other.refused)
    }

    @Test("A reference to a clause, also of another document, is followed to what is asked for")
    func followed() async throws {
        let (_, base) = try await base()
        let amount = try await base.answer("To how much is the liability of the Processor under this Addendum limited?")
        #expect(amount.citations.contains { $0.text.hasPrefix("12.1") })
        #expect(amount.citations.contains { $0.text.contains("EUR 300,000") })
        let schedule = try await base.answer("How much is the fee for the copy?")
        #expect(schedule.citations.contains { $0.text.contains("EUR 75") })
    }
}
