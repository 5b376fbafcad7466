import KapellCore
import KapellVectors

/// Keeps a vector index in step with the store.
///
/// The index remembers the number of the last change that it has applied. A snapshot that is missing, damaged, of
/// another model or ahead of its store is thrown away and built again: the store has everything.
actor IndexFollower {
    private let store: any KnowledgeStore
    private let snapshots: SnapshotFolder
    private var open: Open?

    private struct Open {
        var collection: Int64
        var fingerprint: String
        var index: VectorIndex
        var applied: Int64
        var saved: Int64
    }

    private static let batch = 2_000
    /// Threads that link vectors into the graph, once there is one.
    private static let tasks = 2

    init(store: any KnowledgeStore, snapshots: SnapshotFolder) {
        self.store = store
        self.snapshots = snapshots
    }

    /// The index of a collection, with every change applied that the store had when this was called.
    func index(of collection: CollectionRecord) async throws -> VectorIndex {
        var current = try load(collection)
        while current.applied < collection.sequence {
            let changes = try await store.changes(in: collection.id, after: current.applied, limit: Self.batch)
            guard let last = changes.last else {
                current.applied = collection.sequence
                break
            }
            try await current.index.upsert(
                changes.compactMap { change in change.vector.map { (change.chunk, $0) } }, tasks: Self.tasks)
            for change in changes where change.vector == nil { _ = current.index.remove(id: change.chunk) }
            current.applied = last.sequence
        }
        open = current
        return current.index
    }

    /// Writes the snapshot if the index has moved on since the last one. A failure costs only time at the next start.
    func save() {
        guard var current = open, current.applied > current.saved else { return }
        do {
            try current.index.save(
                to: snapshots.file(of: current.collection), sequence: UInt64(clamping: current.applied))
            current.saved = current.applied
            open = current
        } catch {
            snapshots.remove(current.collection)
        }
    }

    /// Lets go of the index of a collection that was removed, and removes its snapshot.
    func forget(_ collection: Int64) {
        if open?.collection == collection { open = nil }
        snapshots.remove(collection)
    }

    private func load(_ collection: CollectionRecord) throws -> Open {
        if let open, open.collection == collection.id, open.fingerprint == collection.fingerprint,
            open.applied <= collection.sequence
        {
            return open
        }
        if let opened = try? VectorIndex.open(path: snapshots.file(of: collection.id)),
            opened.index.dimensions == collection.dimensions, opened.index.metric == .cosine,
            let applied = Int64(exactly: opened.sequence), applied <= collection.sequence
        {
            return Open(
                collection: collection.id, fingerprint: collection.fingerprint, index: opened.index,
                applied: applied, saved: applied)
        }
        return try Open(
            collection: collection.id, fingerprint: collection.fingerprint,
            index: VectorIndex(dimensions: collection.dimensions, metric: .cosine), applied: 0, saved: 0)
    }
}
