internal import KapellCore
internal import KapellVectors
internal import Synchronization

extension OpenSpaces {
    /// The space that is fed.
    /// - Throws: `.notFound` without a migration, `.corrupt` when it can be used no more.
    func other() throws(KapellError) -> CollectionCore {
        let now = state.withLock { $0 }
        guard let space = now.record.other else { throw Self.noMigration(now.serving.options.name) }
        guard let other = now.other else {
            throw Self.brokenSpace(space.name, now.record.broken ?? "it could not be opened.")
        }
        return other
    }

    func write(_ record: SpacesRecord) throws(KapellError) {
        if let folder { try record.write(to: folder) }
    }

    /// - Throws: `.conflict` when it is being fed already.
    func feed(
        _ embedder: (any EmbeddingBackend)?, batch: Int, progress: @escaping @Sendable (MigrationProgress) -> Void
    ) async throws(KapellError) {
        let (isRunning, isPaused, name) = state.withLock {
            ($0.feeding.isRunning, $0.record.isPaused, $0.serving.options.name)
        }
        guard !isPaused else {
            throw KapellError(
                .conflict, "The migration of the collection \(name) is paused.", remedy: "Let it go on first.")
        }
        guard !isRunning else {
            throw KapellError(
                .conflict, "The migration of the collection \(name) is being fed already.",
                remedy: "Wait for it, or stop it first.", isRetryable: true)
        }
        try await feeding(embedder, batch: batch, heedsPause: true, progress: progress) {
            feed async throws(KapellError) in
            try await feed.run()
        }
    }

    /// One at a time feeds or cuts over; the next one waits.
    func feeding<Value>(
        _ embedder: (any EmbeddingBackend)?, batch: Int, heedsPause: Bool = false,
        progress: @escaping @Sendable (MigrationProgress) -> Void = { _ in },
        _ body: (SpaceFeed) async throws(KapellError) -> Value
    ) async throws(KapellError) -> Value {
        do {
            return try await feedGate.run {
                let feed = SpaceFeed(
                    spaces: self, serving: serving, other: try other(), embedder: embedder, batch: max(1, batch),
                    heedsPause: heedsPause, progress: progress)
                state.withLock { $0.feeding.isRunning = true }
                defer { state.withLock { $0.feeding.isRunning = false } }
                return try await body(feed)
            }
        } catch {
            throw KapellError.wrapping(error)
        }
    }

    /// Vectors of the other space for records of the serving one, which has their texts and metadata.
    func upsertOther(_ records: [VectorRecord], namespace: String) async throws(KapellError) -> UInt64 {
        let other = try other()
        try other.check.check(namespace: namespace)
        try other.check.check(records)
        return try await gate.alone { () async throws(KapellError) in
            let there = try await serving.records(
                ids: records.map(\.id), namespace: namespace, parts: [.text, .metadata])
            let known = Dictionary(there.map { (RecordKey($0.id), $0) }) { first, _ in first }
            var written: [VectorRecord] = []
            for record in records {
                guard var own = known[RecordKey(record.id)] else {
                    throw KapellError(
                        .notFound,
                        "There is no record \(RecordCheck.short(record.id)) in the space that serves.",
                        remedy: "Write the record there first; the other space takes vectors of what is there.")
                }
                let isPlain = record.text == nil && record.metadata.count == 0 && record.parent == nil
                guard
                    isPlain || record.text == own.text && record.metadata == own.metadata && record.parent == own.parent
                else {
                    throw KapellError(
                        .invalidRequest,
                        "The record \(RecordCheck.short(record.id)) is another in the space that serves.",
                        remedy: "Send `id` and `vector` alone; text, metadata and parent come from there.")
                }
                own.vector = record.vector
                written.append(own)
            }
            let keys = records.map {
                Behind.Key(namespace: RecordKey(namespace), id: RecordKey($0.id))
            }
            let sequence = try await other.upsert(written, namespace: namespace)
            state.withLock { state in
                for key in keys { state.feeding.refused[key] = nil }
            }
            return sequence
        }
    }

    func pause(_ isPaused: Bool) async throws(KapellError) {
        _ = try other()
        try await gate.alone { () async throws(KapellError) in
            var record = self.record
            record.isPaused = isPaused
            try write(record)
            state.withLock { $0.record = record }
        }
    }
}
