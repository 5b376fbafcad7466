import KapellCore
import KapellDocuments
import Synchronization

/// Pages that were shown lately, and where the lines of their documents lie, within limits.
final class PageShelf: Sendable {
    struct Key: Hashable {
        /// The SHA-256 of the file.
        var document: String
        /// Counted from 1; 0 for the document's own pages.
        var part: Int
        var page: Int
        var side: Int
    }

    private struct Kept {
        var images = Recent<Key, PageImage>(limit: 32 << 20)
        var documents = Recent<String, ExtractedDocument>(limit: 8)
        var working = 0
    }

    /// The lines of a document whose places are kept.
    private static let lineLimit = 200_000
    /// Child processes at a time.
    private static let workLimit = 4

    private let kept = Mutex(Kept())

    func image(_ key: Key) -> PageImage? { kept.withLock { $0.images.use(key) } }

    /// Keeps an image, unless it would drive out most others.
    func keep(_ image: PageImage, _ key: Key) {
        kept.withLock { kept in
            guard image.bytes.count <= kept.images.limit / 4 else { return }
            kept.images.add(image, key, cost: image.bytes.count)
        }
    }

    func document(_ hash: String) -> ExtractedDocument? { kept.withLock { $0.documents.use(hash) } }

    func keep(_ document: ExtractedDocument, _ hash: String) {
        guard document.places.count <= Self.lineLimit else { return }
        kept.withLock { $0.documents.add(document, hash, cost: 1) }
    }

    /// Does what starts a child process, unless too many are at work.
    func working<Value: Sendable>(
        on name: String, _ work: () async throws -> Value
    ) async throws -> Value {
        let isFree = kept.withLock { kept in
            guard kept.working < Self.workLimit else { return false }
            kept.working += 1
            return true
        }
        guard isFree else {
            throw KapellError(.overloaded, "Too many pages are drawn at the moment; \(name) has to wait.")
        }
        defer { kept.withLock { $0.working -= 1 } }
        return try await work()
    }
}

/// The few values that were used last, oldest first, while their costs are within a limit.
private struct Recent<Key: Equatable, Value> {
    let limit: Int
    private var entries: [(key: Key, value: Value, cost: Int)] = []
    private var cost = 0

    init(limit: Int) { self.limit = limit }

    mutating func use(_ key: Key) -> Value? {
        guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
        let entry = entries.remove(at: index)
        entries.append(entry)
        return entry.value
    }

    mutating func add(_ value: Value, _ key: Key, cost: Int) {
        guard !entries.contains(where: { $0.key == key }) else { return }
        entries.append((key, value, cost))
        self.cost += cost
        while self.cost > limit { self.cost -= entries.removeFirst().cost }
    }
}
