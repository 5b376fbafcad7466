import KapellCore
import KapellDocuments
import Synchronization

/// Pages that were shown lately, and where the lines of their documents lie, within limits.
final class PageShelf: Sendable {
    struct Key: Hashable {
        /// The SHA-256 of the file.
        var document: String
        var page: Int
        var side: Int
    }

    private struct Kept {
        var images: [(key: Key, image: PageImage)] = []
        var bytes = 0
        var documents: [(hash: String, document: ExtractedDocument)] = []
        var working = 0
    }

    /// Bytes of the images that are kept.
    private static let imageLimit = 32 << 20
    /// Documents whose places are kept, and the lines of one that is.
    private static let (documentLimit, lineLimit) = (8, 200_000)
    /// Child processes at a time.
    private static let workLimit = 4

    private let kept = Mutex(Kept())

    func image(_ key: Key) -> PageImage? {
        kept.withLock { kept in
            guard let index = kept.images.firstIndex(where: { $0.key == key }) else { return nil }
            let entry = kept.images.remove(at: index)
            kept.images.append(entry)
            return entry.image
        }
    }

    func keep(_ image: PageImage, _ key: Key) {
        guard image.bytes.count <= Self.imageLimit / 4 else { return }
        kept.withLock { kept in
            guard !kept.images.contains(where: { $0.key == key }) else { return }
            kept.images.append((key, image))
            kept.bytes += image.bytes.count
            while kept.bytes > Self.imageLimit { kept.bytes -= kept.images.removeFirst().image.bytes.count }
        }
    }

    func document(_ hash: String) -> ExtractedDocument? {
        kept.withLock { kept in
            guard let index = kept.documents.firstIndex(where: { $0.hash == hash }) else { return nil }
            let entry = kept.documents.remove(at: index)
            kept.documents.append(entry)
            return entry.document
        }
    }

    func keep(_ document: ExtractedDocument, _ hash: String) {
        guard document.places.count <= Self.lineLimit else { return }
        kept.withLock { kept in
            guard !kept.documents.contains(where: { $0.hash == hash }) else { return }
            kept.documents.append((hash, document))
            if kept.documents.count > Self.documentLimit { kept.documents.removeFirst() }
        }
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
