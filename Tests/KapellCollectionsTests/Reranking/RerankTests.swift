import KapellCollections
import KapellCore
import KapellLexical
import KapellTesting
import KapellVectors
import Testing

/// Scores a text by its number of words of the question's.
private struct CountingReranker: RerankBackend {
    let model = "test/count"

    func rerank(_ texts: [String], for question: String) async throws(KapellError) -> RerankResult {
        RerankResult(
            scores: texts.map { text in Double(text.split(separator: " ").count { $0 == question }) }, tokens: 7)
    }
}

@Suite struct RerankTests {
    private func collection(_ count: Int) async throws -> RerankingCollection {
        let collection = try await LocalVectorDatabase().create(
            VectorCollectionOptions(
                name: "docs", dimensions: 2, metric: .dot, analyzer: try Analyzer(language: .english).identifier))
        try await collection.upsert(
            (0..<count).map { number in
                let text =
                    number == 1 ? nil : Array(repeating: "log", count: number % 4).joined(separator: " ") + " end"
                return VectorRecord(id: "r\(number)", vector: [Float(count - number), 1], text: text)
            }, namespace: "")
        return RerankingCollection(collection, reranker: CountingReranker(), maximumDepth: 6)
    }

    @Test func theModelsOrderCountsWithinTheDepth() async throws {
        let collection = try await collection(20)
        let found = try await collection.query(
            VectorQuery(vector: [1, 0], text: "log", limit: 6, textWeight: 0, depth: 100, parts: []))
        // Of r0 to r5 by vector, r1 has no text.
        #expect(found.matches.map(\.record.id) == ["r3", "r2", "r5", "r0", "r4", "r1"])
        #expect(found.matches.map(\.score) == [3, 2, 1, 0, 0, 0])
        #expect(found.matches[0].vectorRank == 4)
        #expect(found.matches.allSatisfy { $0.record.text == nil })
        #expect(found.plan.depth == 5 && found.plan.name.contains("reranked"))
        #expect(found.plan.notes.contains("rerank: 5 texts by test/count, 7 tokens"))
        #expect(found.plan.notes.contains { $0.contains("cut to 6") })
        let plain = try await collection.query(VectorQuery(vector: [1, 0], limit: 1))
        #expect(plain.plan.name == "exact")
    }

    @Test(arguments: [
        (["[3, 9.5]"], [3.0, 9.5]), (["I think: {\"scores\": [11, -2]} is right."], [10, 0]),
        (["[1]", "[1, 2]"], [1, 2]),
    ])
    func aLanguageModelsNumbersAreRead(_ answers: [String], _ scores: [Double]) async throws {
        let backend = ScriptedBackend(answers.map { .text([$0]) })
        let result = try await ModelReranker(backend, textBytes: 5).rerank(["first text", "ääää"], for: "what?")
        #expect(result.scores == scores)
        #expect(result.tokens ?? 0 > 0)
        let prompt = backend.requests.first?.messages.last?.content ?? ""
        #expect(prompt.contains("what?") && prompt.contains("[1]\nfirst…") && prompt.contains("[2]\nää…"))
    }

    @Test func groupsOfTextsAndAnswersThatAreNone() async throws {
        let backend = ScriptedBackend([.text(["[1, 2]"]), .text(["[3]"]), .text(["no"]), .text(["[]"])])
        let reranker = ModelReranker(backend, group: 2)
        #expect(try await reranker.rerank(["a", "b", "c"], for: "q").scores == [1, 2, 3])
        let error = await #expect(throws: KapellError.self) { try await reranker.rerank(["a"], for: "q") }
        #expect(error?.code == .model && error?.isRetryable == true)
        #expect(try await reranker.rerank([], for: "q").scores.isEmpty)
    }
}
