import KapellCore
import KapellTesting
import Synchronization

/// An embedder that, when it is told to, waits until it is cancelled.
final class SlowEmbedder: EmbeddingBackend {
    private let inner: WordHashEmbedder
    private let state = Mutex((stuck: false, waiting: 0))

    init(dimensions: Int = 64) { inner = WordHashEmbedder(model: "testing/slow", dimensions: dimensions) }

    var model: String { inner.model }

    /// How many requests wait.
    var waiting: Int { state.withLock { $0.waiting } }

    func stick() { state.withLock { $0.stuck = true } }

    func fingerprint() async throws -> String { try await inner.fingerprint() }

    func dimensions() async throws -> Int { try await inner.dimensions() }

    func embed(_ texts: [String]) async throws -> EmbeddingResult {
        let isStuck = state.withLock { state in
            if state.stuck { state.waiting += 1 }
            return state.stuck
        }
        if isStuck { try await Task.sleep(for: .seconds(600)) }
        return try await inner.embed(texts)
    }
}
