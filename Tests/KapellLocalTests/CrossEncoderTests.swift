import KapellCore
import KapellLocal
import Testing

@Suite("Cross-encoder", .serialized, .enabled(if: DefaultModels.present))
struct CrossEncoderTests {
    private static let model = LocalCrossEncoder(model: "local/all-minilm-l6-v2") {
        guard let path = DefaultModels.embeddingPath else { throw KapellError(.notFound, "There is no model.") }
        return path
    }

    private static let clauses = [
        "Payment: The Customer shall pay each invoice within thirty days of its receipt.",
        "Payment: The Supplier sends an invoice at the end of each month.",
        "Term: Either party may end this agreement by three months' written notice.",
        "Liability: The Supplier's liability is limited to the fees of the last twelve months.",
    ]

    private func answers(_ question: String, _ passages: [String]) async throws -> [Double] {
        try await Self.model.rerank(passages, for: question).scores
    }

    @Test(
        "The clause that answers reads best, also in other words",
        arguments: [
            ("How long do we have to settle a bill?", 0), ("How much warning must be given before we leave?", 2),
            ("What is the most that we can claim from them?", 3), ("Who sends the invoices?", 1),
        ])
    func best(_ question: String, _ right: Int) async throws {
        let readings = try await answers(question, Self.clauses)
        #expect(readings.indices.max { readings[$0] < readings[$1] } == right, "\(readings)")
    }

    @Test("A clause that speaks of the matter and leaves the question open reads worse than one that answers")
    func open() async throws {
        let answered = try await answers("How long do we have to pay an invoice?", Self.clauses).max() ?? 0
        let open = try await answers("Who at the Customer approves an invoice?", Self.clauses).max() ?? 0
        #expect(answered > open + 2)
    }

    @Test("What is read does not depend on the company")
    func company() async throws {
        let question = "Who repairs the mill wheel?"
        let passages = (0..<40).map {
            "Repairs: Clause \($0) says \(String(repeating: "again ", count: $0 % 9))who repairs wheel \($0 % 7)."
        }
        let together = try await answers(question, passages)
        #expect(together.count == passages.count)
        for place in [0, 17, 39] {
            let alone = try await answers(question, [passages[place]])
            #expect(abs(alone[0] - together[place]) < 0.05)
        }
    }

    @Test("What is long is cut, and what is empty is read")
    func limits() async throws {
        let long = String(repeating: "word ", count: 4_000)
        let result = try await Self.model.rerank(["short", long, "", long], for: "question")
        #expect(result.scores.count == 4 && result.scores.allSatisfy(\.isFinite))
        #expect(result.truncated == 2 && result.tokens ?? 9_999 <= 4 * 160)
        #expect(try await Self.model.rerank(["", "short"], for: "").scores.count == 2)
        #expect(try await Self.model.rerank(["short"], for: long).truncated == 1)
        #expect(try await Self.model.rerank([], for: "question").scores.isEmpty)
    }

    @Test("Requests that come together are all answered")
    func together() async throws {
        let alone = try await answers("How long do we have to pay?", Self.clauses)
        try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<8 {
                group.addTask { try await answers("How long do we have to pay?", Self.clauses) }
            }
            for try await readings in group {
                #expect(zip(readings, alone).allSatisfy { abs($0 - $1) < 0.05 })
            }
        }
    }

    @Test("A cancelled task ends it between two batches")
    func cancellation() async throws {
        let texts = (0..<20_000).map { "Clause \($0): the fee is due in the month after." }
        let task = Task { try await Self.model.rerank(texts, for: "When is the fee due?").scores.count }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        #expect(await thrown { _ = try await task.value }?.code == .cancelled)
    }

    @Test("A model that it was not made for is refused, and so is a file that is not there")
    func otherModel() async throws {
        let chat = LocalCrossEncoder(model: "chat") {
            guard let path = DefaultModels.chatPath else { throw KapellError(.notFound, "There is no model.") }
            return path
        }
        #expect(await thrown { _ = try await chat.rerank(["b"], for: "a") } != nil)
        let missing = LocalCrossEncoder(model: "missing") { "/nonexistent/model.gguf" }
        #expect(await thrown { _ = try await missing.rerank(["b"], for: "a") } != nil)
    }
}
