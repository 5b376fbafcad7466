import KapellCollections
import KapellCore
import KapellTesting
import KapellVectors
import Synchronization
import Testing

/// A model of words whose space differs from another's by its shift, also where both have as many components.
final class TestModel: EmbeddingBackend {
    static let old = TestModel("test/old", shift: 0)
    static let new = TestModel("test/new", shift: 5)

    let model: String
    private let shift: Int
    private let base: WordHashEmbedder
    /// Called before each batch.
    private let before: @Sendable (_ texts: [String]) async throws -> Void
    private let seen = Mutex<[String]>([])

    init(
        _ model: String, shift: Int, dimensions: Int = 16,
        before: @escaping @Sendable (_ texts: [String]) async throws -> Void = { _ in }
    ) {
        self.model = model
        self.shift = shift
        base = WordHashEmbedder(dimensions: dimensions)
        self.before = before
    }

    /// Texts that were embedded, without the canaries.
    var texts: [String] { seen.withLock { $0 } }

    func fingerprint() async throws -> String { "\(model)/1" }
    func dimensions() async throws -> Int { try await base.dimensions() }

    func embed(_ texts: [String]) async throws -> EmbeddingResult {
        let isOfCanaries = texts.contains("1234567890")
        if !isOfCanaries { try await before(texts) }
        var result = try await base.embed(texts)
        // A text that no model has a direction for.
        result.vectors = zip(texts, result.vectors).map { text, vector in
            text == "nothing" ? vector.map { _ in 0 } : Array(vector[shift...] + vector[..<shift])
        }
        if !isOfCanaries { seen.withLock { $0 += texts } }
        return result
    }

    func vector(_ text: String) async throws -> [Float] {
        try await base.embed([text]).vectors.map { Array($0[shift...] + $0[..<shift]) }.first ?? []
    }

    func record(_ id: String, _ text: String?, _ metadata: [(String, MetadataValue)] = []) async throws -> VectorRecord
    {
        VectorRecord(id: id, vector: try await vector(text ?? id), text: text, metadata: try Metadata(metadata))
    }

    /// Every record of a namespace has the vector of its text, of this model.
    func expectAll(
        _ collection: any VectorCollection, _ texts: [String: String], namespace: String = "",
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let found = try await collection.scroll(after: nil, limit: .max, where: nil, namespace: namespace, parts: .all)
        #expect(found.map(\.id) == texts.keys.sorted(), sourceLocation: location)
        for record in found {
            #expect(record.text == texts[record.id], sourceLocation: location)
            let right = try await vector(record.text ?? record.id)
            let difference = zip(record.vector, right).map { abs($0 - $1) }.max() ?? 1
            #expect(difference < 1e-5, "\(record.id)", sourceLocation: location)
        }
    }
}
