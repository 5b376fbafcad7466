import KapellCore
import KapellKnowledge
import KapellStore
import Testing

@Suite("Pages of citations")
struct CitedPageTests {
    /// A paragraph for each page, short enough to be searched as one passage.
    static let pages = [
        [
            "The Landlord lets the warehouse at Quay Street to the Tenant for storage.",
            "The Landlord hands over four keys on the first day.",
        ],
        [
            "The Tenant shall paint the wooden gate once in every five years.",
            "A zebra may not be kept in the warehouse.",
        ],
    ]

    @Test("A sentence that a chunk holds from the page before is cited, weighed and judged with its own page")
    func crossing() async throws {
        let library = try Library()
        try library.folder.write(TinyPDF.file(Self.pages), to: "documents/warehouse.pdf")
        let base = try library.base()
        try await base.ingest([library.documents])
        let document = try #require(try await base.documents().first)
        #expect(document.failure == nil && document.pages == 2)
        let spans = try await library.store.pages(of: document.id)
        let chunks = try await library.store.chunks(ofDocument: document.id)
        let second = try #require(spans.last)
        // One chunk holds both pages.
        #expect(
            chunks.contains { $0.page == 1 && $0.span.start < second.span.start && $0.span.end > second.span.start })

        let question = "How often shall the Tenant paint the wooden gate?"
        let answer = try await base.answer(question)
        let gate = try #require(answer.citations.first { $0.text.contains("paint the wooden gate") })
        #expect(second.span.contains(gate.span) && gate.page == 2)
        for citation in answer.citations {
            #expect(citation.page == spans.last { $0.span.start <= citation.span.start }?.number)
        }
        let evidence = answer.verdicts.flatMap(\.evidence).compactMap(\.passage)
        #expect(!evidence.isEmpty && evidence.allSatisfy { $0.page == ($0.span.start < second.span.start ? 1 : 2) })
        let weighed = try await base.explain(question).sentences.map(\.passage)
        #expect(weighed.contains { $0.page == 1 } && weighed.contains { $0.page == 2 })
        #expect(weighed.allSatisfy { $0.page == ($0.span.start < second.span.start ? 1 : 2) })
        // A passage of a search is the chunk, and is named by the page on which that begins.
        let found = try await base.search(question).map(\.passage)
        #expect(!found.isEmpty && found.allSatisfy { $0.page == ($0.span.start < second.span.start ? 1 : 2) })
    }
}
