internal import KapellCore
internal import Synchronization

extension OpenSpaces {
    /// Records without the canaries.
    private static func count(_ core: CollectionCore) -> Int {
        core.spaces.all.reduce(0) { count, slot in
            // What cannot be opened is told by who needs it.
            count + (slot.name == EmbeddingSpace.namespace ? 0 : (try? core.spaces.count(slot.name)) ?? 0)
        }
    }

    var progress: MigrationProgress {
        let (serving, other, rate) = state.withLock { ($0.serving, $0.other, $0.feeding.rate) }
        let total = Self.count(serving)
        let done = min(total, other.map(Self.count) ?? 0)
        return MigrationProgress(
            total: total, done: done, recordsPerSecond: rate, secondsLeft: rate.map { Double(total - done) / $0 })
    }

    /// - Throws: `.notFound` when no migration is under way.
    func status() throws(KapellError) -> MigrationStatus {
        let now = state.withLock { $0 }
        let name = now.serving.options.name
        guard let space = now.record.other else { throw Self.noMigration(name) }
        var missing: [MigrationStatus.Missing] = []
        var count = 0
        if let other = now.other {
            try Self.lacking(other, of: now.serving) { namespace, id, hasText in
                let key = Behind.Key(namespace: RecordKey(namespace), id: RecordKey(id))
                let reason = hasText ? now.feeding.refused[key] : "It has no text."
                guard let reason else { return }
                count += 1
                if missing.count < 20 { missing.append(.init(namespace: namespace, id: id, reason: reason)) }
            }
        }
        let behind = now.behind.isUnknown ? nil : now.behind.keys.count
        let failure = now.record.broken.map { Self.brokenSpace(space.name, $0) } ?? now.feeding.failure
        return MigrationStatus(
            collection: name, phase: now.record.isCutOver ? .cutOver : .building,
            serving: MigrationSpace(now.record.serving, now.serving.options),
            other: now.other.map { MigrationSpace(space, $0.options) }, progress: progress, missing: count,
            missingRecords: missing, behind: behind,
            isInStep: behind == 0 && now.other != nil && !now.feeding.isRunning,
            isRunning: now.feeding.isRunning, isPaused: now.record.isPaused, failure: failure)
    }

    /// The records of one space that the other does not have, in the order of ids.
    /// - Throws: `.corrupt` when a namespace is damaged.
    static func lacking(
        _ other: CollectionCore, of serving: CollectionCore,
        _ body: (_ namespace: String, _ id: String, _ hasText: Bool) -> Void
    ) throws(KapellError) {
        for namespace in serving.spaces.names where namespace != EmbeddingSpace.namespace {
            guard let pin = try serving.spaces.pinIfThere(namespace) else { continue }
            defer { pin.release() }
            let state = pin.space.state
            let found = try other.spaces.pinIfThere(namespace)
            defer { found?.release() }
            let there = found?.space.state
            state.ids.forEach { id, row in
                if there?.ids.row(of: id) == nil {
                    body(namespace, id, state.hasText(row))
                }
                return true
            }
        }
    }

    // MARK: Errors

    static func noMigration(_ name: String) -> KapellError {
        KapellError(
            .notFound, "The collection \(name) has one space; no migration is under way.",
            remedy: "Begin one to the space of another model.")
    }

    static func brokenSpace(_ name: String, _ why: String) -> KapellError {
        KapellError(
            .corrupt, "The space \(name) can be used no more: \(why)",
            remedy: "Remove it (abandon or finish the migration); the space that serves is whole.")
    }
}
