internal import KapellCore
internal import KapellVectors
internal import Synchronization

/// Brings the other space in step with the serving one.
///
/// What is to do is found by comparing both spaces, so that nothing has to be kept for going on after a crash: a record
/// whose text is the same in both has its vector already. Texts are embedded while others write; a batch is then written
/// with the gate taken alone, and only what is still as it was embedded. Nothing is ever removed from the other space
/// because the serving one lacks it: removals come through ``OpenSpaces``, and an old space may have records that the
/// new one could not be given.
struct SpaceFeed {
    let spaces: OpenSpaces
    let serving: CollectionCore
    let other: CollectionCore
    let embedder: (any EmbeddingBackend)?
    let batch: Int
    /// Whether it ends when the migration is paused.
    let heedsPause: Bool
    let progress: @Sendable (MigrationProgress) -> Void

    typealias Key = OpenSpaces.Behind.Key

    /// Until nothing is left to do, also of what is written meanwhile.
    func run() async throws(KapellError) {
        do throws(KapellError) {
            try await checkModel()
            try await bringAll()
            spaces.state.withLock { $0.feeding.failure = nil }
        } catch {
            if error.code != .cancelled { spaces.state.withLock { $0.feeding.failure = error } }
            throw error
        }
    }

    private func bringAll() async throws(KapellError) {
        while true {
            let isUnknown = spaces.state.withLock { state in
                defer { state.behind.isUnknown = false }
                return state.behind.isUnknown
            }
            if isUnknown {
                do throws(KapellError) { try await scan() } catch {
                    spaces.state.withLock { $0.behind = OpenSpaces.Behind() }
                    throw error
                }
                continue
            }
            guard try await rest(isAlone: false) else { return }
        }
    }

    private func checkModel() async throws(KapellError) {
        guard let embedder else { return }
        guard !other.options.fingerprint.isEmpty else {
            throw KapellError(
                .conflict,
                "The space to be fed has vectors of an unknown model; \(embedder.model) may be another.",
                remedy: "Write its vectors yourself, or begin a migration to the space of a model.")
        }
        try await EmbeddingSpace(embedder).check(SpaceCollection(core: other))
    }

    /// Looks at every record.
    private func scan() async throws(KapellError) {
        for namespace in serving.spaces.names where namespace != EmbeddingSpace.namespace {
            var last: String?
            var waiting: [VectorRecord] = []
            while true {
                let page = try await serving.scroll(
                    after: last, limit: 1_000, where: nil, namespace: namespace, parts: [.text, .metadata])
                guard let end = page.last else { break }
                last = end.id
                waiting += try await differing(page, namespace)
                while waiting.count >= batch {
                    try await bring(Array(waiting.prefix(batch)), namespace, isAlone: false)
                    waiting.removeFirst(batch)
                }
            }
            if !waiting.isEmpty { try await bring(waiting, namespace, isAlone: false) }
        }
    }

    /// Brings what was written of late.
    /// - Parameter isAlone: Whether the caller has the gate alone: then all of it, else one batch.
    /// - Returns: Whether there was anything.
    @discardableResult
    func rest(isAlone: Bool) async throws(KapellError) -> Bool {
        var found = false
        while true {
            let (namespace, ids) = spaces.state.withLock { state -> (RecordKey?, [Key]) in
                guard let first = state.behind.keys.first else { return (nil, []) }
                let keys = Array(state.behind.keys.lazy.filter { $0.namespace == first.namespace }.prefix(batch))
                state.behind.keys.subtract(keys)
                return (first.namespace, keys)
            }
            guard let namespace else { return found }
            found = true
            do throws(KapellError) {
                let records = try await serving.records(
                    ids: ids.map(\.id.id), namespace: namespace.id, parts: [.text, .metadata])
                let differing = try await differing(records, namespace.id)
                if !differing.isEmpty { try await bring(differing, namespace.id, isAlone: isAlone) }
            } catch {
                spaces.state.withLock { $0.behind.add(ids.map(\.id.id), namespace.id) }
                throw error
            }
            if !isAlone { return true }
        }
    }

    /// Those records that the other space does not have as they are, and for which something can be done.
    private func differing(
        _ records: [VectorRecord], _ namespace: String
    ) async throws(KapellError) -> [VectorRecord] {
        let there = Self.byID(
            try await other.records(ids: records.map(\.id), namespace: namespace, parts: [.text, .metadata]))
        return records.filter { record in
            guard let known = there[RecordKey(record.id)] else { return record.hasText && embedder != nil }
            return known != record || !Self.hasSameText(known, record)
        }
    }

    /// Byte for byte: two spellings of `é` are two texts.
    private static func hasSameText(_ first: VectorRecord, _ second: VectorRecord) -> Bool {
        switch (first.text, second.text) {
        case (nil, nil): true
        case (let first?, let second?): ByteOrder.compare(first, second) == 0
        default: false
        }
    }

    private static func byID(_ records: [VectorRecord]) -> [RecordKey: VectorRecord] {
        Dictionary(records.map { (RecordKey($0.id), $0) }) { first, _ in first }
    }

    // MARK: A batch

    private func bring(
        _ records: [VectorRecord], _ namespace: String, isAlone: Bool
    ) async throws(KapellError) {
        if Task.isCancelled || heedsPause && spaces.record.isPaused {
            throw KapellError(.cancelled, "The migration was stopped; it goes on where it was.")
        }
        let there = Self.byID(
            try await other.records(ids: records.map(\.id), namespace: namespace, parts: .text))
        // A vector stands for its text; with the same text it is the right one still.
        let stale = records.filter { record in
            there[RecordKey(record.id)].map { !Self.hasSameText($0, record) } ?? true
        }
        let vectors = try await embedded(stale.filter(\.hasText), namespace)
        if isAlone {
            try await write(records, vectors, namespace)
        } else {
            try await spaces.gate.alone { () async throws(KapellError) in
                try await write(records, vectors, namespace)
            }
        }
        progress(spaces.progress)
    }

    /// The vectors of texts, as far as the model gives any that the space takes.
    private func embedded(
        _ records: [VectorRecord], _ namespace: String
    ) async throws(KapellError) -> [RecordKey: [Float]] {
        guard let embedder, !records.isEmpty else { return [:] }
        let start = ContinuousClock.now
        let result: EmbeddingResult
        do { result = try await embedder.embed(records.map { $0.text ?? "" }) } catch {
            throw KapellError.wrapping(error)
        }
        guard result.vectors.count == records.count else {
            throw KapellError(
                .model, "The model \(embedder.model) gave \(result.vectors.count) vectors for \(records.count) texts.",
                remedy: "Try again, or use another model.", isRetryable: true)
        }
        var vectors: [RecordKey: [Float]] = [:]
        var refused: [Key: String] = [:]
        for (record, vector) in zip(records, result.vectors) {
            do throws(KapellError) {
                try other.options.check(vector, of: "The vector of the record \(RecordCheck.short(record.id))")
                vectors[RecordKey(record.id)] = vector
            } catch {
                refused[Key(namespace: RecordKey(namespace), id: RecordKey(record.id))] = error.message
            }
        }
        let duration = ContinuousClock.now - start
        spaces.state.withLock { state in
            state.feeding.embedded += records.count
            state.feeding.duration += duration
            for (key, reason) in refused where state.feeding.refused.count < FeedingState.mostRefused {
                state.feeding.refused[key] = reason
            }
        }
        return vectors
    }

    /// Writes what is still as it was, while nobody else writes. What is not is known to be behind by its own write.
    private func write(
        _ records: [VectorRecord], _ vectors: [RecordKey: [Float]], _ namespace: String
    ) async throws(KapellError) {
        let ids = records.map(\.id)
        let now = Self.byID(
            try await serving.records(ids: ids, namespace: namespace, parts: [.text, .metadata]))
        let there = Self.byID(try await other.records(ids: ids, namespace: namespace, parts: .all))
        var written: [VectorRecord] = []
        var gone: [String] = []
        for var record in records {
            let key = RecordKey(record.id)
            guard let same = now[key], same == record, Self.hasSameText(same, record) else { continue }
            if let known = there[key], Self.hasSameText(known, record) {
                record.vector = known.vector
            } else if let vector = vectors[key] {
                record.vector = vector
            } else {
                // Rather none than that of another text.
                if there[key] != nil { gone.append(record.id) }
                continue
            }
            written.append(record)
        }
        if !gone.isEmpty { _ = try await other.delete(ids: gone, namespace: namespace) }
        if !written.isEmpty { _ = try await other.upsert(written, namespace: namespace) }
    }
}
