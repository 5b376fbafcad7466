package import KapellCore
import KapellLexical
package import KapellVectors

/// Keeps the indexes of a knowledge base, of its vectors and of its words, in step with the store.
///
/// Each index remembers the number of the last change that it has applied. A snapshot that is missing, damaged, of
/// another model or ahead of its store is thrown away and built again: the store has everything. The words lie in the
/// file of the vectors, as a section; where only they are unreadable, or were cut by other rules, only they are built
/// again.
package actor IndexFollower {
    /// What searches look at.
    package struct Indexes: Sendable {
        package var vectors: VectorIndex
        package var words: WordIndex
    }

    private let store: any KnowledgeStore
    private let snapshots: SnapshotFolder
    private var open: Open?
    /// Whether someone brings the indexes up to date; the others wait for their turn, so that no change is applied
    /// behind one that came after it.
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private struct Open {
        var collection: Int64
        var fingerprint: String
        var vectors: VectorIndex
        var words: LexicalIndex
        /// The last change that the vectors have.
        var applied: Int64
        /// The last change that both had when they were written; -1 where the words were not.
        var saved: Int64

        /// The last change that both have.
        var sequence: Int64 { min(applied, words.sequence) }
    }

    private static let batch = 2_000
    /// Threads that link vectors into the graph, once there is one.
    private static let tasks = 2

    package init(store: any KnowledgeStore, snapshots: SnapshotFolder) {
        self.store = store
        self.snapshots = snapshots
    }

    /// The indexes of a collection, with every change applied that the store had when this was called.
    package func indexes(of collection: CollectionRecord) async throws -> Indexes {
        await begin()
        defer { end() }
        // While the caller did something else, others may have brought the indexes beyond the record that it has.
        let newest = try await store.collection(collection.name)
        let collection = newest.flatMap { $0.id == collection.id ? $0 : nil } ?? collection
        var current = try load(collection)
        // What was applied stays, also when the next change cannot be read.
        defer { open = current }
        try await catchUp(&current, to: collection)
        return Indexes(vectors: current.vectors, words: WordIndex(current.words.reader))
    }

    private func catchUp(_ current: inout Open, to collection: CollectionRecord) async throws {
        while current.applied < collection.sequence {
            let changes = try await store.changes(in: collection.id, after: current.applied, limit: Self.batch)
            guard let last = changes.last else {
                current.applied = collection.sequence
                break
            }
            try await current.vectors.upsert(
                changes.compactMap { change in change.vector.map { (change.chunk, $0) } }, tasks: Self.tasks)
            for change in changes where change.vector == nil { _ = current.vectors.remove(id: change.chunk) }
            current.applied = last.sequence
        }
        while current.words.sequence < collection.sequence {
            let changes = try await store.textChanges(
                in: collection.id, after: current.words.sequence, limit: Self.batch)
            try WordIndex.apply(changes, to: current.words, through: changes.last?.sequence ?? collection.sequence)
        }
    }

    /// Writes the snapshot if the indexes have moved on since the last one. A failure costs only time at the next start.
    func save() async {
        await begin()
        defer { end() }
        guard var current = open, current.sequence > current.saved else { return }
        do {
            try current.vectors.save(
                to: snapshots.file(of: current.collection), sequence: UInt64(clamping: current.applied),
                sections: [SnapshotSection(name: WordIndex.section, bytes: current.words.snapshot())])
            current.saved = current.sequence
            open = current
        } catch {
            snapshots.remove(current.collection)
        }
    }

    /// Lets go of the indexes of a collection that was removed, and removes its snapshot.
    func forget(_ collection: Int64) async {
        await begin()
        defer { end() }
        if open?.collection == collection { open = nil }
        snapshots.remove(collection)
    }

    private func load(_ collection: CollectionRecord) throws -> Open {
        if let open, open.collection == collection.id, open.fingerprint == collection.fingerprint,
            open.applied <= collection.sequence, open.words.sequence <= collection.sequence
        {
            return open
        }
        if let opened = try? VectorIndex.open(path: snapshots.file(of: collection.id)),
            opened.index.dimensions == collection.dimensions, opened.index.metric == .cosine,
            let applied = Int64(exactly: opened.sequence), applied <= collection.sequence
        {
            let words = WordIndex.open(try? opened.section(WordIndex.section), notAfter: collection.sequence)
            return try Open(
                collection: collection.id, fingerprint: collection.fingerprint, vectors: opened.index,
                words: words ?? WordIndex.empty(), applied: applied,
                saved: words.map { min(applied, $0.sequence) } ?? -1)
        }
        return try Open(
            collection: collection.id, fingerprint: collection.fingerprint,
            vectors: VectorIndex(dimensions: collection.dimensions, metric: .cosine), words: WordIndex.empty(),
            applied: 0, saved: 0)
    }

    // MARK: Turns

    private func begin() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func end() {
        if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
    }
}
