public import KapellCore
import Synchronization

/// An embedding model without a model: texts that share words have similar vectors.
///
/// Each word falls, by its hash, on one component; the vector is brought to length 1. It is the same on every machine.
public final class WordHashEmbedder: EmbeddingBackend {
    public let model: String
    private let length: Int
    private let embedded = Mutex(0)

    public init(model: String = "testing/word-hash", dimensions: Int = 64) {
        self.model = model
        length = dimensions
    }

    /// Texts embedded so far.
    public var count: Int { embedded.withLock { $0 } }

    public func fingerprint() async throws -> String { "\(model)/\(length)" }

    public func dimensions() async throws -> Int { length }

    public func embed(_ texts: [String]) async throws -> EmbeddingResult {
        try Task.checkCancellation()
        embedded.withLock { $0 += texts.count }
        var tokens = 0
        let vectors = texts.map { text in
            let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
            tokens += words.count
            return Self.vector(words, length)
        }
        return EmbeddingResult(vectors: vectors, tokens: tokens)
    }

    private static func vector(_ words: [Substring], _ length: Int) -> [Float] {
        var vector = [Float](repeating: 0, count: length)
        vector[0] = 0.01
        for word in words { vector[Int(StableHash.value(word.utf8) % UInt64(length))] += 1 }
        let size = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / size }
    }
}
