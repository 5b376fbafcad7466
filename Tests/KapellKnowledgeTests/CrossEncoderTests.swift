import KapellCore
import KapellKnowledge
import Testing

@Suite("Sentences are read beside the question")
struct CrossEncoderTests {
    /// Reads that passages with one word answer, and that no other does.
    private struct Script: RerankBackend {
        var word: String
        var missing = 0
        let model = "script"

        func rerank(_ texts: [String], for question: String) async throws(KapellError) -> RerankResult {
            let scores = texts.dropLast(missing).map { $0.contains(word) ? 8.0 : -8 }
            return RerankResult(scores: scores, tokens: 10 * texts.count)
        }
    }

    private let question = "With how many days of written notice may the Tenant end the lease?"

    @Test("What it reads decides, and its tokens are counted")
    func decides() async throws {
        let library = try await Library.ofLease()
        let plain = try await library.base().answer(question)
        let right = try await library.base(crossEncoder: Script(word: "ninety")).answer(question)
        #expect(!right.refused && right.text.contains("ninety days"))
        #expect(right.usage.embeddingTokens > plain.usage.embeddingTokens)
        let likely = try await library.base(crossEncoder: Script(word: "ninety")).explain(question).sentences.first
        let unlikely = try await library.base(crossEncoder: Script(word: "nowhere")).explain(question).sentences.first
        #expect(likely?.score ?? 0 > unlikely?.score ?? 1)
    }

    @Test("Its estimate is shown with what else was measured of a sentence")
    func explained() async throws {
        let library = try await Library.ofLease()
        let sentences = try await library.base(crossEncoder: Script(word: "ninety")).explain(question).sentences
        #expect(sentences.first?.passage.text.contains("ninety") == true)
        #expect(sentences.first?.features.reading == 8)
        #expect(sentences.dropFirst().allSatisfy { $0.features.reading == -8 })
    }

    @Test("One that returns too few scores is an error that names it")
    func tooFew() async throws {
        let library = try await Library.ofLease()
        let base = try library.base(crossEncoder: Script(word: "ninety", missing: 1))
        #expect(await thrown { _ = try await base.answer(question) }?.message.contains("script") == true)
    }
}
