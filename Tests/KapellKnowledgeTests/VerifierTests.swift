import KapellCore
import KapellKnowledge
import KapellStore
import Testing

@Suite("Verifying an answer against its evidence")
struct VerifierTests {
    private static let notice = "The Tenant may end the lease with ninety days of written notice."
    private static let rent = "The monthly rent is EUR 4,200."

    private static func passage(_ text: String, document: Int64 = 1, start: Int = 0) -> Passage {
        Passage(
            document: "lease.txt", documentID: document, documentHash: "00", page: nil,
            span: ByteSpan(start: start, end: start + text.utf8.count), text: text)
    }

    private static let quotations = Draft(statements: [
        .init(text: notice, support: [passage(notice)], isQuotation: true),
        .init(text: rent, support: [passage(rent, start: 100)], isQuotation: true),
    ])

    private func verdict(_ statements: [(String, Int)]) async throws -> Verdict<Draft> {
        let draft = Draft(
            statements: statements.map { text, index in
                .init(text: text, support: Self.quotations.statements[index].support, isQuotation: false)
            })
        return try await SupportVerifier(quotations: Self.quotations).verify(draft)
    }

    @Test("A statement in the quotation's own words and numbers is accepted")
    func supported() async throws {
        let verdict = try await verdict([("With ninety days of notice the tenant may end the lease.", 0)])
        #expect(verdict.record.decision == .accept)
    }

    @Test(
        "A statement with a number that its quotation does not hold is sent back, and the number is named",
        arguments: [
            "The Tenant may end the lease with thirty days of written notice.",
            "The Tenant may end the lease with 60 days of written notice.",
        ])
    func wrongNumber(_ text: String) async throws {
        let verdict = try await verdict([(text, 0)])
        #expect(verdict.record.decision == .retry)
        #expect(verdict.reason.contains(text.contains("thirty") ? "thirty" : "60"))
    }

    @Test("A statement that denies what its quotation says is sent back")
    func negation() async throws {
        let verdict = try await verdict([("The Tenant may not end the lease with ninety days of written notice.", 0)])
        #expect(verdict.record.decision == .retry)
        #expect(verdict.reason.contains("denies"))
    }

    @Test("A statement about something else is sent back")
    func unrelated() async throws {
        let verdict = try await verdict([("Suppliers deliver cheese to happy customers.", 0)])
        #expect(verdict.record.decision == .retry)
    }

    @Test("An empty draft is sent back")
    func empty() async throws {
        #expect(try await verdict([]).record.decision == .retry)
    }

    @Test("Of two statements the wrong one gives way to its quotation, the right one stays")
    func partly() async throws {
        let right = "The Tenant may end the lease with ninety days of notice."
        let verdict = try await verdict([(right, 0), ("The monthly rent is EUR 9,999.", 1)])
        guard case .fix(let draft) = verdict.decision else {
            Issue.record("decided \(verdict.record.decision)")
            return
        }
        #expect(draft.statements.map(\.text) == [right, Self.rent])
        #expect(draft.statements.map(\.isQuotation) == [false, true])
    }

    @Test("Citations are numbered in order, one number for each passage")
    func rendered() {
        let first = Self.quotations.statements[0]
        let draft = Draft(statements: [first, Self.quotations.statements[1], first])
        #expect(draft.rendered.text == "\(Self.notice) [1]\n\(Self.rent) [2]\n\(Self.notice) [1]")
        #expect(draft.rendered.citations == [first.support[0], Self.quotations.statements[1].support[0]])
    }

    @Test("Only a quotation that stands in the stored document where it says it stands is accepted")
    func quotation() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteKnowledgeStore(path: folder.file("knowledge.sqlite"))
        let collection = try await store.createCollection("leases", fingerprint: "model", dimensions: 2)
        let text = "Größe: 10 m². \(Self.notice)"
        let start = "Größe: 10 m². ".utf8.count
        let record = DocumentRecord(
            id: 0, collection: 0, name: "lease.txt", path: "/lease.txt", source: "/lease.txt", hash: "00",
            bytes: text.utf8.count, modified: 1, kind: "text", title: nil, pages: nil, chunks: 0, warnings: [],
            failure: nil)
        let chunk = NewDocument.Chunk(
            span: ByteSpan(start: 0, end: text.utf8.count), page: nil, heading: "", text: text, textHash: "h",
            vector: [1, 0])
        let id = try await store.write(
            NewDocument(record: record, text: text, pages: [], chunks: [chunk]), in: collection.id
        ).id
        func decision(_ passages: Passage...) async throws -> VerdictRecord.Decision {
            let draft = Draft(statements: passages.map { .init(text: $0.text, support: [$0], isQuotation: true) })
            return try await QuotationVerifier(store: store).verify(draft).record.decision
        }
        let good = Self.passage(Self.notice, document: id, start: start)
        #expect(try await decision(good) == .accept)
        #expect(try await decision(good, Self.passage("10 m²", document: id, start: "Größe: ".utf8.count)) == .accept)
        #expect(try await decision(Self.passage(Self.notice, document: id, start: start - 1)) == .refuse)
        #expect(try await decision(good, Self.passage(Self.rent, document: id, start: start)) == .refuse)
        #expect(try await decision(Self.passage(Self.notice, document: id + 1, start: start)) == .refuse)
        #expect(try await decision(Self.passage(Self.notice, document: id, start: 1_000_000)) == .refuse)
        #expect(try await decision(Self.passage(Self.notice, document: id, start: -5)) == .refuse)
        #expect(try await decision(Self.passage("", document: id, start: start)) == .refuse)
    }
}
