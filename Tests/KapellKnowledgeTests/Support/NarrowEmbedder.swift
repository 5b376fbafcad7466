import KapellCore
import KapellTesting
import Synchronization

/// An embedder that reads so many words of a text, and says so where it is asked to.
final class NarrowEmbedder: EmbeddingBackend {
    struct Counter: TokenCounter {
        let window: Int?

        func count(_ text: String) -> Int { text.split(whereSeparator: \.isWhitespace).count }
    }

    private let inner = WordHashEmbedder(model: "testing/narrow")
    private let window: Int
    private let counts: Bool
    private let most = Mutex(0)

    init(window: Int, counts: Bool) {
        self.window = window
        self.counts = counts
    }

    var model: String { inner.model }

    /// Words of the longest text so far.
    var longest: Int { most.withLock { $0 } }

    func fingerprint() async throws -> String { try await inner.fingerprint() }

    func dimensions() async throws -> Int { try await inner.dimensions() }

    func tokenCounter() async throws -> (any TokenCounter)? { counts ? Counter(window: window) : nil }

    func embed(_ texts: [String]) async throws -> EmbeddingResult {
        let lengths = texts.map { Counter(window: nil).count($0) }
        most.withLock { $0 = max($0, lengths.max() ?? 0) }
        var result = try await inner.embed(texts)
        result.truncated = lengths.count { $0 > window }
        return result
    }
}
