internal import KapellCore
internal import Synchronization

extension OpenSpaces {
    /// Lets the other space serve, with all that was written.
    ///
    /// What is missing in it is looked at while nobody writes; the file that says which space serves is replaced as a
    /// whole.
    /// - Parameter isBack: Whether it is the old space that is to serve again.
    func cutOver(
        isBack: Bool, _ embedder: (any EmbeddingBackend)?, batch: Int, acceptsMissing: Bool
    ) async throws(KapellError) -> MigrationStatus {
        try check(isCutOver: isBack)
        try await feeding(embedder, batch: batch) { feed async throws(KapellError) in
            // Another may have been faster.
            try check(isCutOver: isBack)
            var isDone = false
            while !isDone {
                try await feed.run()
                isDone = try await gate.alone { () async throws(KapellError) in
                    guard !state.withLock({ $0.behind.isUnknown }) else { return false }
                    try await feed.rest(isAlone: true)
                    try checkWhole(feed, acceptsMissing)
                    var record = self.record
                    guard let other = record.other else { throw Self.noMigration(serving.options.name) }
                    record.other = record.serving
                    record.serving = other
                    record.isCutOver = !isBack
                    try write(record)
                    state.withLock { state in
                        state.record = record
                        state.serving = feed.other
                        state.other = feed.serving
                        state.feeding.refused = [:]
                        state.feeding.embedded = 0
                        state.feeding.duration = .zero
                    }
                    return true
                }
            }
            commons.watch?.reset(feed.serving.options.name)
        }
        return try status()
    }

    private func check(isCutOver: Bool) throws(KapellError) {
        let (record, name) = state.withLock { ($0.record, $0.serving.options.name) }
        guard record.other != nil else { throw Self.noMigration(name) }
        guard record.isCutOver != isCutOver else { return }
        throw KapellError(
            .conflict, "The collection \(name) was \(isCutOver ? "not cut over yet" : "cut over already").",
            remedy: isCutOver
                ? "Cut over first, or abandon the migration." : "Finish the migration, or go back first.")
    }

    private func checkWhole(_ feed: SpaceFeed, _ acceptsMissing: Bool) throws(KapellError) {
        guard !acceptsMissing else { return }
        let (count, names) = try Self.names(lackedBy: feed.other, of: feed.serving)
        guard count > 0 else { return }
        let space = "The space \(record.other?.name ?? "") of the collection \(feed.serving.options.name)"
        throw KapellError(
            .conflict, "\(space) lacks \(count) records: \(names).",
            remedy:
                "Write their vectors with the name of that space, or accept that they are missing in it; the other space keeps them."
        )
    }

    private static func names(
        lackedBy other: CollectionCore, of serving: CollectionCore
    ) throws(KapellError) -> (count: Int, names: String) {
        var count = 0
        var names: [String] = []
        try lacking(other, of: serving) { namespace, id, _ in
            count += 1
            if names.count < 10 {
                names.append(
                    RecordCheck.short(id) + (namespace.isEmpty ? "" : " in \(RecordCheck.short(namespace))"))
            }
        }
        return (count, names.joined(separator: ", ") + (count > names.count ? ", …" : ""))
    }

    // MARK: End

    /// Removes the other space: the new one before the collection was cut over, the old one after it.
    /// - Parameter acceptsLoss: Whether records go that the other space alone has.
    func end(isFinish: Bool, acceptsLoss: Bool) async throws(KapellError) {
        let name = serving.options.name
        try check(isCutOver: isFinish)
        let (other, space) = try await gate.alone {
            () async throws(KapellError) -> (CollectionCore?, SpacesRecord.Space?) in
            try check(isCutOver: isFinish)
            let now = state.withLock { $0 }
            var record = now.record
            if let other = now.other, !acceptsLoss {
                let (count, names) = try Self.names(lackedBy: now.serving, of: other)
                guard count == 0 else {
                    throw KapellError(
                        .conflict, "\(count) records are in the space \(record.other?.name ?? "") alone: \(names).",
                        remedy:
                            "Write them to the collection \(name) with vectors of \(record.serving.name), or accept their loss."
                    )
                }
            }
            let space = record.other
            record.other = nil
            record.isCutOver = false
            record.isPaused = false
            record.broken = nil
            try write(record)
            state.withLock { state in
                state.record = record
                state.other = nil
                state.behind = Behind()
                state.feeding.failure = nil
                state.feeding.refused = [:]
            }
            return (now.other, space)
        }
        await other?.close(
            KapellError(.notFound, "The space \(space?.name ?? "") of the collection \(name) was removed."))
        if let folder { try record.tidy(folder) }
    }
}
