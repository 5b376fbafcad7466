import KapellCore
import KapellLocal
import Testing

@Suite("The default embedding model", .serialized, .enabled(if: DefaultModels.present))
struct LocalEmbeddingTests {
    private func cosine(_ left: [Float], _ right: [Float]) -> Float {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test("Every vector has unit length and the model's dimensions")
    func length() async throws {
        let texts = ["The rent is due.", "Größe 日本語 🧾", "x", "", String(repeating: "long text ", count: 50)]
        let result = try await DefaultModels.embedding.embed(texts)
        #expect(result.vectors.count == texts.count)
        for vector in result.vectors {
            #expect(vector.count == 384)
            #expect(abs(cosine(vector, vector) - 1) < 1e-4)
        }
        #expect(try await DefaultModels.embedding.dimensions() == 384)
    }

    @Test("Texts that mean nearly the same are nearer than texts that do not")
    func nearness() async throws {
        let vectors = try await DefaultModels.embedding.embed([
            "The tenant must pay the rent each month.", "Every month the lessee owes payment for the premises.",
            "Photosynthesis turns light into sugar.",
        ]).vectors
        #expect(cosine(vectors[0], vectors[1]) > cosine(vectors[0], vectors[2]) + 0.2)
    }

    @Test(
        "On one thread and on several, texts of every length have the same vectors, in their order", arguments: [2, 3])
    func threads(_ count: Int) async throws {
        let one = DefaultModels.embedding(LocalModelOptions(threads: 1))
        let several = DefaultModels.embedding(LocalModelOptions(threads: count))
        let texts = (0..<60).map { String(repeating: "Clause \($0) names item \($0 * 7). ", count: 1 + $0 * 11 % 60) }
        let expected = try await one.embed(texts)
        let found = try await several.embed(texts)
        #expect(found.tokens == expected.tokens && found.truncated == expected.truncated && found.truncated > 0)
        for (left, right) in zip(found.vectors, expected.vectors) { #expect(cosine(left, right) > 0.999) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for start in stride(from: 0, to: 60, by: 7) {
                group.addTask {
                    let part = start..<min(60, start + 7)
                    let vectors = try await several.embed(Array(texts[part])).vectors
                    for (left, right) in zip(vectors, expected.vectors[part]) { #expect(cosine(left, right) > 0.999) }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("A text has the same vector alone and among many")
    func batches() async throws {
        let texts = (0..<40).map { "Clause \($0) says that the fee of item \($0 * 7) is due in month \($0 % 12)." }
        let together = try await DefaultModels.embedding.embed(texts).vectors
        #expect(together.count == texts.count)
        for index in [0, 17, 39] {
            let alone = try await DefaultModels.embedding.embed([texts[index]]).vectors
            #expect(cosine(alone[0], together[index]) > 0.999)
        }
    }

    @Test("Texts beyond the window are cut and counted")
    func truncation() async throws {
        let result = try await DefaultModels.embedding.embed(["short", String(repeating: "word ", count: 2_000)])
        #expect(result.truncated == 1)
        #expect(result.tokens < 300)
    }

    @Test("Tokens are counted as they are read, and a text of the whole window is not cut")
    func counter() async throws {
        let counter = try #require(try await DefaultModels.embedding.tokenCounter())
        let window = try #require(counter.window)
        #expect(window == 254)
        for text in ["The rent is due.", "Größe 日本語 🧾", "x", ""] {
            #expect(try await DefaultModels.embedding.embed([text]).tokens == counter.count(text) + 2)
        }
        let full = String(repeating: "word ", count: window)
        #expect(counter.count(full) == window)
        #expect(try await DefaultModels.embedding.embed([full]).truncated == 0)
        #expect(try await DefaultModels.embedding.embed([full + "word"]).truncated == 1)
    }

    @Test("No texts have no vectors")
    func none() async throws {
        let result = try await DefaultModels.embedding.embed([])
        #expect(result.vectors.isEmpty && result.tokens == 0)
    }

    @Test("A cancelled task embeds no further batch")
    func cancellation() async throws {
        let texts = (0..<5_000).map {
            "Clause \($0) says that the fee of the agreement is due in the month that follows."
        }
        let task = Task { try await DefaultModels.embedding.embed(texts).vectors.count }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        #expect(await thrown { _ = try await task.value }?.code == .cancelled)
    }

    @Test("The chat model cannot be used for embeddings")
    func wrongPurpose() async throws {
        let path = try #require(DefaultModels.chatPath)
        let model = LocalEmbeddingModel(model: "local/wrong", identity: { $0 }, path: { path })
        let error = await thrown { _ = try await model.embed(["text"]) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.remedy != nil)
    }
}
