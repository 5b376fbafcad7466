internal import KapellCore
internal import KapellVectors
internal import Synchronization

/// An open collection: its namespaces, its writer, its log.
final class CollectionCore: Sendable {
    let options: VectorCollectionOptions
    let settings: LocalCollectionSettings
    let spaces: NamespaceTable
    let writer: CollectionWriter
    let log: any ChangeLog
    let check: RecordCheck
    let files: CollectionFiles?
    private let commons: CollectionCommons
    private let broken = Atomic(false)

    /// Whether the log has failed, so that nothing can be written until the collection is opened again.
    var isBroken: Bool { broken.load(ordering: .acquiring) }

    init(spaces: NamespaceTable, log: any ChangeLog, files: CollectionFiles?, commons: CollectionCommons) {
        self.commons = commons
        options = spaces.options
        settings = spaces.settings
        self.spaces = spaces
        self.log = log
        self.files = files
        check = RecordCheck(options: options, limits: settings.limits)
        writer = CollectionWriter(spaces: spaces, log: log, tasks: settings.tasks) { [weak files] bytes in
            files?.wrote(bytes)
        }
    }

    /// A collection in memory.
    /// - Parameter sequence: The number that its first change follows.
    convenience init(
        _ options: VectorCollectionOptions, settings: LocalCollectionSettings, commons: CollectionCommons,
        after sequence: UInt64 = 0
    ) throws(KapellError) {
        _ = try Namespace.words(options)
        self.init(
            spaces: NamespaceTable(
                options: options, settings: settings, memory: commons.memory, sequence: sequence),
            log: NoLog(after: sequence), files: nil, commons: commons)
    }

    /// Ends the writer and gives the files back.
    func close(_ reason: KapellError) async {
        await files?.close()
        await writer.close(reason)
        log.close()
    }

    // MARK: Reading

    /// Calls a function with a namespace's newest state; with an empty one where there is no such namespace.
    private func read<Value>(
        _ name: String, _ body: (Namespace, NamespaceState, _ sequence: UInt64) throws(KapellError) -> Value
    ) throws(KapellError) -> Value {
        try check.check(namespace: name)
        if Task.isCancelled { throw KapellError(.cancelled, "The request was cancelled.") }
        let sequence = spaces.sequence.load(ordering: .acquiring)
        let pin = try spaces.pin(name)
        defer { pin.release() }
        return try pin.space.read { state throws(KapellError) in
            try body(pin.space, state, max(sequence, state.sequence))
        }
    }

    @concurrent
    func query(_ asked: VectorQuery) async throws(KapellError) -> VectorQueryResult {
        try check.check(asked)
        commons.beginSearch()
        defer { commons.endSearch() }
        let watch = commons.watch
        var query = asked
        var notes: [String] = []
        if query.vector != nil, query.ef == nil, !query.isExact {
            let effort = watch?.effort(for: query, in: options.name, ef: settings.graph.ef)
            query.ef = effort?.ef ?? settings.graph.ef
            query.isExact = effort?.isExact ?? false
            if query.isExact || query.ef != settings.graph.ef {
                notes.append("recall: " + (query.isExact ? "every vector compared" : "ef \(query.ef ?? 0)"))
            }
        }
        var result = try read(query.namespace) { space, state, sequence throws(KapellError) in
            let run = QueryRun(query: query, limits: settings.limits, space: space, state: state)
            var result = try run.run()
            result.plan.sequence = sequence
            return result
        }
        if query.vector != nil, !result.plan.isExact { watch?.saw(asked, in: options.name) }
        result.plan.notes += notes
        return result
    }

    @concurrent
    func records(
        ids: [String], namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        try check.check(batch: ids.count)
        return try read(namespace) { space, state, _ throws(KapellError) in
            try space.records(rows: ids.compactMap { state.ids.row(of: $0) }, of: state, parts: parts)
        }
    }

    @concurrent
    func count(where filter: Filter?, namespace: String) async throws(KapellError) -> Int {
        guard let filter else {
            try check.check(namespace: namespace)
            return try spaces.count(namespace)
        }
        return try read(namespace) { _, state, _ throws(KapellError) in
            try state.rows(matching: filter)?.count ?? state.count
        }
    }

    @concurrent
    func scroll(
        after id: String?, limit: Int, where filter: Filter?, namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        guard limit >= 0 else {
            throw KapellError(.invalidRequest, "A page cannot have \(limit) records.", remedy: "Ask for 0 or more.")
        }
        return try read(namespace) { space, state, _ throws(KapellError) in
            let rows = try state.rows(matching: filter)
            var found: [Int] = []
            guard limit > 0 else { return [] }
            state.ids.forEach(after: id) { _, row in
                if rows?.contains(row) ?? true { found.append(row) }
                return found.count < limit
            }
            return try space.records(rows: found, of: state, parts: parts)
        }
    }

    // MARK: Writing

    private func write(
        _ change: RequestedChange, _ namespace: String, bytes: Int = 0
    ) async throws(KapellError) -> ChangeOutcome {
        // Who writes faster than snapshots are made would fill the memory.
        if spaces.memory.isFarOver { await files?.untilMade() }
        do throws(KapellError) {
            return try await writer.write(change, namespace: namespace, bytes: bytes)
        } catch {
            if await writer.hasFailed { broken.store(true, ordering: .releasing) }
            throw error
        }
    }

    @concurrent
    func upsert(_ records: [VectorRecord], namespace: String) async throws(KapellError) -> UInt64 {
        try check.check(namespace: namespace)
        try check.check(records)
        let bytes = records.reduce(0) { $0 + $1.vector.count * 4 + ($1.text?.utf8.count ?? 0) + $1.metadata.size + 64 }
        return try await write(.change(.upsert(records)), namespace, bytes: bytes).sequence
    }

    @concurrent
    func delete(ids: [String], namespace: String) async throws(KapellError) -> Int {
        try check.check(namespace: namespace)
        try check.check(batch: ids.count)
        var seen = Set<RecordKey>()
        let ids = ids.filter { seen.insert(RecordKey($0)).inserted }
        let bytes = ids.reduce(0) { $0 + $1.utf8.count + 8 }
        return try await write(.change(.delete(ids)), namespace, bytes: bytes).found
    }

    @concurrent
    func delete(where filter: Filter, namespace: String) async throws(KapellError) -> Int {
        try check.check(namespace: namespace)
        return try await write(.deleteWhere(filter), namespace).found
    }

    @concurrent
    func drop(namespace: String) async throws(KapellError) {
        try check.check(namespace: namespace)
        _ = try await write(.change(.drop), namespace)
    }
}
