public import KapellCore
internal import KapellVectors
internal import Synchronization

/// A collection on its way to the vectors of another model: two spaces, of which one serves.
///
/// The new space is built while the old one serves and is written (``feed(_:batch:progress:)``). When it is in step,
/// both can be compared on pinned queries, and the new one takes over in one moment (``cutOver(_:batch:acceptsMissing:)``).
/// The old one is kept, and brought what is written since, until ``finish(acceptsLoss:)`` removes it, so that one can go
/// back (``rollBack(_:batch:acceptsMissing:)``). All of it outlives a crash at any moment: which space serves is said by
/// one file, which is replaced as a whole, and feeding goes on by comparing both spaces.
///
/// A record without a text cannot be given a vector by a model. It is counted and named (``MigrationStatus/missing``);
/// give its vector by ``upsert(_:namespace:)``.
public struct CollectionMigration: Sendable {
    let slot: CollectionSlot

    public var collection: String { slot.name }

    /// How far it has come. Looks at the ids of both spaces.
    /// - Throws: `.notFound` when no migration is under way.
    public func status() async throws(KapellError) -> MigrationStatus {
        try await slot.useSpaces { spaces throws(KapellError) in try spaces.status() }
    }

    /// Brings the space that does not serve in step with the other one, and returns when it is.
    ///
    /// Texts that both have alike are not embedded again, so that a call after a crash goes on where the last one was.
    /// While it runs, others search and write.
    /// - Parameters:
    ///   - embedder: The model of the space that is fed; `nil` where its vectors are all given by hand. What cannot be
    ///     brought over is taken out of it rather than left as it was.
    ///   - batch: Records that are embedded and written together. Writers wait while a batch is written.
    ///   - progress: Told after each batch.
    /// - Throws: `.conflict` when it is fed already, or when the model is not that of the space; what the model throws.
    ///   Cancelling the task ends it between two batches.
    @concurrent
    public func feed(
        _ embedder: (any EmbeddingBackend)?, batch: Int = 64,
        progress: @escaping @Sendable (MigrationProgress) -> Void = { _ in }
    ) async throws(KapellError) {
        try await slot.useSpaces { spaces async throws(KapellError) in
            try await spaces.feed(embedder, batch: batch, progress: progress)
        }
    }

    /// Gives records vectors in the space that does not serve. Their texts and metadata come from the serving one.
    /// - Throws: `.notFound` that names a record that is not there, `.invalidRequest` that names one whose vector is
    ///   none or whose text or metadata are others. Nothing is written then.
    @discardableResult
    @concurrent
    public func upsert(_ records: [VectorRecord], namespace: String = "") async throws(KapellError) -> UInt64 {
        try await slot.useSpaces { spaces async throws(KapellError) in
            try await spaces.upsertOther(records, namespace: namespace)
        }
    }

    /// Searches the space that does not serve. By a vector, everything is compared.
    @concurrent
    public func query(_ query: VectorQuery) async throws(KapellError) -> VectorQueryResult {
        try await slot.useSpaces { spaces async throws(KapellError) in
            var exact = query
            exact.isExact = true
            return try await spaces.other().query(exact)
        }
    }

    /// Ends feeding between two batches and refuses it, also after a restart, or lets it go on. What was written before
    /// stays, and cutting over still brings the rest.
    public func pause(_ isPaused: Bool = true) async throws(KapellError) {
        try await slot.useSpaces { spaces async throws(KapellError) in try await spaces.pause(isPaused) }
    }

    /// Lets the new space serve. Feeds it first; writers wait while the last writes are brought over.
    ///
    /// - Parameters:
    ///   - embedder: The new space's model; `nil` where its vectors are all given by hand.
    ///   - acceptsMissing: Whether the new space may serve without the records that it lacks. The old one keeps them.
    /// - Throws: `.conflict` that names records that are missing; as ``feed(_:batch:progress:)`` does. Nothing has
    ///   changed then.
    @discardableResult
    @concurrent
    public func cutOver(
        _ embedder: (any EmbeddingBackend)?, batch: Int = 64, acceptsMissing: Bool = false
    ) async throws(KapellError) -> MigrationStatus {
        try await slot.useSpaces(isMove: true) { spaces async throws(KapellError) in
            try await spaces.cutOver(isBack: false, embedder, batch: batch, acceptsMissing: acceptsMissing)
        }
    }

    /// Lets the old space serve again, with what was written since.
    ///
    /// - Parameters:
    ///   - embedder: The old space's model, for what was written since; `nil` where it is to be had no more. What was
    ///     written since then is missing.
    ///   - acceptsMissing: Whether the old space may serve without the records that it lacks. The new one keeps them.
    /// - Throws: As ``cutOver(_:batch:acceptsMissing:)`` does.
    @discardableResult
    @concurrent
    public func rollBack(
        _ embedder: (any EmbeddingBackend)?, batch: Int = 64, acceptsMissing: Bool = false
    ) async throws(KapellError) -> MigrationStatus {
        try await slot.useSpaces(isMove: true) { spaces async throws(KapellError) in
            try await spaces.cutOver(isBack: true, embedder, batch: batch, acceptsMissing: acceptsMissing)
        }
    }

    /// Removes the old space, after the new one has taken over. There is no going back then.
    /// - Parameter acceptsLoss: Whether records may go that the old space alone has.
    /// - Throws: `.conflict` that names such records, or when the new space does not serve.
    @concurrent
    public func finish(acceptsLoss: Bool = false) async throws(KapellError) {
        try await slot.useSpaces(isMove: true) { spaces async throws(KapellError) in
            try await spaces.end(isFinish: true, acceptsLoss: acceptsLoss)
        }
    }

    /// Removes the new space, as long as the old one serves.
    /// - Parameter acceptsLoss: Whether records may go that the new space alone has: after a return from it.
    /// - Throws: `.conflict` when the new space serves, or that names such records.
    @concurrent
    public func abandon(acceptsLoss: Bool = false) async throws(KapellError) {
        try await slot.useSpaces(isMove: true) { spaces async throws(KapellError) in
            try await spaces.end(isFinish: false, acceptsLoss: acceptsLoss)
        }
    }
}

extension CollectionMigration {
    /// Both spaces.
    /// - Throws: `.notFound` when no migration is under way, `.corrupt` when the other space can be used no more.
    package func spaces() async throws(KapellError) -> (serving: MigrationSpace, other: MigrationSpace) {
        try await slot.useSpaces { spaces throws(KapellError) in
            let other = try spaces.other()
            let (record, serving) = spaces.state.withLock { ($0.record, $0.serving) }
            guard let space = record.other else { throw OpenSpaces.noMigration(collection) }
            return (MigrationSpace(record.serving, serving.options), MigrationSpace(space, other.options))
        }
    }

    /// The space that does not serve, when there is something to be brought into it and nobody does.
    package func spaceToBeFed() async throws(KapellError) -> MigrationSpace? {
        try await slot.useSpaces { spaces throws(KapellError) in
            spaces.state.withLock { state -> MigrationSpace? in
                guard let space = state.record.other, let other = state.other, !state.record.isPaused,
                    !state.feeding.isRunning, state.behind.isUnknown || !state.behind.keys.isEmpty
                else { return nil }
                return MigrationSpace(space, other.options)
            }
        }
    }

    package func isCutOver() async throws(KapellError) -> Bool {
        try await slot.useSpaces { spaces throws(KapellError) in spaces.record.isCutOver }
    }

    /// Remembers why it cannot be fed, for ``status()``.
    package func failed(_ error: KapellError) async {
        try? await slot.useSpaces { spaces throws(KapellError) in
            spaces.state.withLock { $0.feeding.failure = error }
        }
    }
}
