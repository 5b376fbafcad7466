import KapellCollections
import KapellCore
import KapellTesting
import Testing

/// The vectors of another, under a name and a fingerprint of choice.
private struct Disguised: EmbeddingBackend {
    let base: WordHashEmbedder
    var name = "testing/word-hash"
    /// Components are moved by so many places: another space of the same length.
    var shift = 0
    var model: String { name }

    func fingerprint() async throws -> String { "\(name)/1" }
    func dimensions() async throws -> Int { try await base.dimensions() }

    func embed(_ texts: [String]) async throws -> EmbeddingResult {
        var result = try await base.embed(texts)
        result.vectors = result.vectors.map { Array($0[shift...] + $0[..<shift]) }
        return result
    }
}

@Suite struct EmbeddingSpaceTests {
    @Test func vectorsOfAnotherModelAreRefused() async throws {
        let embedder = Disguised(base: WordHashEmbedder())
        let database = LocalVectorDatabase()
        let collection = try await database.create(try await EmbeddingSpace(embedder).options(name: "docs"))
        #expect(collection.options.dimensions == 64 && collection.options.fingerprint == "testing/word-hash/1")
        // Twice: the first writes the canaries, the second reads them.
        for _ in 0..<2 { try await EmbeddingSpace(embedder).check(collection) }
        #expect(try await collection.namespaces() == [EmbeddingSpace.namespace])

        let cases: [(Disguised, String)] = [
            (Disguised(base: WordHashEmbedder(), name: "other"), "other/1"),
            (Disguised(base: WordHashEmbedder(), shift: 3), "cosine"),
            (Disguised(base: WordHashEmbedder(dimensions: 32)), "32"),
        ]
        for (other, text) in cases {
            let error = await #expect(throws: KapellError.self) { try await EmbeddingSpace(other).check(collection) }
            #expect(error?.code == .conflict && error?.message.contains(text) == true, "\(error?.message ?? "")")
        }
    }
}
