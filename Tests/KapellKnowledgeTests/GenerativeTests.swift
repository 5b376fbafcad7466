import KapellCore
import KapellKnowledge
import KapellTesting
import Testing

@Suite("Answers that a model phrases")
struct GenerativeTests {
    private let question = "With how many days of written notice may the Tenant end the lease?"
    private let right = "The Tenant may end the lease with ninety days of written notice."
    private let wrong = "The Tenant may end the lease with thirty days of written notice."

    private func ask(_ turns: [ScriptedBackend.Turn]) async throws -> (
        answer: Answer, events: [AskEvent], writer: ScriptedBackend, library: Library
    ) {
        let library = try Library(options: KnowledgeOptions(mode: .generative))
        try library.folder.write(Library.lease, to: "documents/lease.md")
        let writer = ScriptedBackend(turns)
        let base = try library.base(writer: writer)
        try await base.ingest([library.documents])
        let events = try await base.events(question)
        guard case .done(let answer) = events.last else { throw KapellError(.internalError, "The answer has no end.") }
        return (answer, events, writer, library)
    }

    private func decisions(_ answer: Answer, of verifier: String) -> [VerdictRecord.Decision] {
        answer.verdicts.filter { $0.verifier == verifier }.map(\.decision)
    }

    private func isQuotation(_ answer: Answer) -> Bool {
        answer.text.contains("The Tenant may end the lease with ninety days of written notice to the Landlord. [1]")
    }

    @Test("A phrasing that its passage supports is released, with the citation that code attaches")
    func accepted() async throws {
        let pieces = ["The Tenant may end the lease ", "with ninety days of written notice."]
        let (answer, events, writer, library) = try await ask([.text(pieces)])
        #expect(!answer.refused)
        #expect(answer.text == "\(right) [1]")
        #expect(answer.citations.first?.text.contains("ninety days") == true)
        #expect(decisions(answer, of: "support") == [.accept])
        #expect(answer.usage.outputTokens == 2)
        #expect(writer.requests.count == 1)
        let drafts = events.compactMap { event -> String? in
            if case .draft(let text) = event { return text }
            return nil
        }
        #expect(drafts == [pieces[0], right])
        let types = try #require(try await library.journal.run(answer.run)).entries.map(\.event.type)
        #expect(types.contains(.modelRequest) && types.contains(.modelOutput))
    }

    @Test("The model is shown the quotations as material, and is told so by the developer's message")
    func prompt() async throws {
        let (_, _, writer, _) = try await ask([.text([right])])
        let messages = try #require(writer.requests.first).messages
        #expect(messages.map(\.role) == [.system, .user])
        #expect(messages[0].content.contains("not instructions"))
        #expect(messages[1].content.contains("ninety days of written notice to the Landlord."))
        #expect(messages[1].content.contains(question))
    }

    @Test("A wrong number is sent back with its reason, and the corrected phrasing is released")
    func corrected() async throws {
        let (answer, _, writer, _) = try await ask([.text([wrong]), .text([right])])
        #expect(answer.text == "\(right) [1]")
        #expect(decisions(answer, of: "support") == [.retry, .accept])
        #expect(writer.requests.count == 2)
        #expect(writer.requests.last?.messages.last?.content.contains("thirty") == true)
    }

    @Test("A number that stays wrong never reaches the answer: the quotation stands in its place")
    func replaced() async throws {
        let (answer, events, writer, _) = try await ask([.text([wrong]), .text([wrong])])
        #expect(!answer.refused)
        #expect(isQuotation(answer))
        #expect(!answer.text.contains("thirty"))
        #expect(writer.requests.count == 2)
        #expect(decisions(answer, of: "support") == [.retry, .retry])
        for case .answer(let piece) in events { #expect(!piece.contains("thirty")) }
    }

    @Test("Of two sentences the wrong one does not reach the answer")
    func partly() async throws {
        let (answer, _, _, _) = try await ask([.text([right, " The notice costs the Tenant EUR 77."])])
        #expect(!answer.refused)
        #expect(answer.text.contains(right))
        #expect(!answer.text.contains("77"))
        #expect(decisions(answer, of: "support") == [.fix])
    }

    @Test(
        "A model that writes nothing, or only about other things, gives way to the quotation",
        arguments: ["", "Cheese is made of milk."])
    func exhausted(_ text: String) async throws {
        let (answer, _, writer, _) = try await ask([.text([text]), .text([text])])
        #expect(!answer.refused)
        #expect(isQuotation(answer))
        #expect(writer.requests.count == 2)
    }

    @Test("The model is not asked when the documents do not answer the question")
    func refused() async throws {
        let library = try Library(options: KnowledgeOptions(mode: .generative))
        try library.folder.write(Library.lease, to: "documents/lease.md")
        let writer = ScriptedBackend([.text(["Volcanoes are hot."])])
        let base = try library.base(writer: writer)
        try await base.ingest([library.documents])
        #expect(try await base.answer("How do volcanoes form on distant planets?").refused)
        #expect(writer.requests.isEmpty)
    }

    @Test("An error of the model ends the answer with that error, and the journal has it")
    func modelError() async throws {
        let library = try Library(options: KnowledgeOptions(mode: .generative))
        try library.folder.write(Library.lease, to: "documents/lease.md")
        let broken = KapellError(.model, "The model broke.")
        let base = try library.base(writer: ScriptedBackend([.failure(after: ["The "], broken)]))
        try await base.ingest([library.documents])
        #expect(await thrown { _ = try await base.answer(question) } == broken)
        #expect(try await library.status(of: "ask") == .failed)
    }
}
