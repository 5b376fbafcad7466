import KapellCore
import KapellLocal
import Testing

@Suite("Late interaction with the default embedding model", .serialized, .enabled(if: DefaultModels.present))
struct LateInteractionTests {
    private static let model = LateInteractionReranker(model: "local/all-minilm-l6-v2") {
        guard let path = DefaultModels.embeddingPath else { throw KapellError(.notFound, "There is no model.") }
        return path
    }

    @Test(
        "The mean of a text's token vectors has the direction of its embedding",
        arguments: ["The rent is due each month.", "x", "Größe 日本語 🧾", String(repeating: "many words ", count: 140)])
    func mean(_ text: String) async throws {
        let tokens = try await Self.model.tokenVectors(text)
        let vector = try #require(try await DefaultModels.embedding.embed([text]).vectors.first)
        #expect(tokens.count >= 3 && tokens.count <= 256 && tokens.allSatisfy { $0.count == 384 })
        var mean = [Float](repeating: 0, count: 384)
        for row in tokens { for place in 0..<384 { mean[place] += row[place] } }
        let length = mean.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        let difference = zip(mean, vector).map { abs($0 / length - $1) }.max() ?? 1
        #expect(difference < 2e-3)
    }

    @Test("The sum of the greatest cosines is what a plain loop gives, and scores do not depend on the company")
    func scores() async throws {
        let question = "Who repairs the mill wheel?"
        let texts = (0..<30).map { "Clause \($0) says who repairs wheel \($0 % 7) of the mill, and pays \($0) coins." }
        let result = try await Self.model.rerank(texts, for: question)
        #expect(result.scores.count == 30 && result.truncated == 0 && result.tokens ?? 0 > 300)
        func rows(_ text: String) async throws -> [[Float]] {
            try await Self.model.tokenVectors(text).dropFirst().dropLast().map { row in
                let length = row.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
                return row.map { $0 / length }
            }
        }
        let asked = try await rows(question)
        for place in [0, 29] {
            let passage = try await rows(texts[place])
            let right = asked.reduce(Float(0)) { sum, row in
                sum + (passage.map { zip(row, $0).reduce(Float(0)) { $0 + $1.0 * $1.1 } }.max() ?? 0)
            }
            #expect(abs(Double(right) - result.scores[place]) < 0.05)
        }
        // Each word of a question meets itself.
        let same = try await Self.model.rerank(["Photosynthesis makes sugar.", question], for: question)
        #expect(abs(same.scores[1] - Double(asked.count)) < 0.01 && same.scores[0] < same.scores[1])
    }

    @Test("What is too long is cut and counted; nothing and emptiness have scores")
    func limits() async throws {
        let long = String(repeating: "word ", count: 400)
        let result = try await Self.model.rerank(["short", long, "", long], for: "a short question")
        #expect(result.truncated == 2 && result.tokens ?? 9_999 < 600 && result.scores.allSatisfy(\.isFinite))
        #expect(try await Self.model.rerank([], for: "question").scores.isEmpty)
        #expect(try await Self.model.rerank(["text"], for: long).truncated == 1)
    }

    @Test("A cancelled task ends it between two batches")
    func cancellation() async throws {
        let texts = (0..<5_000).map { "Clause \($0) says that the fee of the agreement is due in the month after." }
        let task = Task { try await Self.model.rerank(texts, for: "When is the fee due?").scores.count }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        #expect(await thrown { _ = try await task.value }?.code == .cancelled)
    }
}
