public import KapellCore
import KapellVectors
import Synchronization

/// A vector database without a file and without an index: each search looks at every record. It keeps what
/// ``VectorDatabase`` promises, to the letter, and is slow.
public final class MemoryVectorDatabase: VectorDatabase {
    public let engine = "memory"
    private let made = Mutex<[String: MemoryVectorCollection]>([:])

    public init() {}

    public func collections() async throws(KapellError) -> [VectorCollectionOptions] {
        made.withLock { $0.values.map(\.options) }.sorted { $0.name.precedes($1.name) }
    }

    public func create(_ options: VectorCollectionOptions) async throws(KapellError) -> any VectorCollection {
        try options.check()
        let collection = try MemoryVectorCollection(options)
        let isNew = made.withLock { made in
            guard made[options.name] == nil else { return false }
            made[options.name] = collection
            return true
        }
        guard isNew else {
            throw KapellError(
                .conflict, "There is a collection \(options.name) already.", remedy: "Open it, or use another name.")
        }
        return collection
    }

    public func collection(_ name: String) async throws(KapellError) -> any VectorCollection {
        let all = made.withLock { $0 }
        guard let collection = all[name] else {
            throw KapellError(
                .notFound, "There is no collection \(name).",
                remedy: "There are: \(all.keys.sorted().joined(separator: ", ")).")
        }
        return collection
    }

    public func drop(_ name: String) async throws(KapellError) {
        made.withLock { $0.removeValue(forKey: name) }?.end()
    }
}
