internal import KapellCore
internal import KapellVectors
internal import Synchronization

/// The files of a durable collection: makes them, opens them, and makes a snapshot when the log has become long.
///
/// Opening is the newest snapshot, and what the log has after it. A snapshot is made in the background while readers and
/// writers go on; the log before it is removed.
final class CollectionFiles: Sendable {
    let paths: CollectionPaths
    private let settings: LocalCollectionSettings

    private struct State {
        /// Bytes of the log after the snapshot.
        var logBytes = 0
        var snapshot: SnapshotManifest?
        var snapshotBytes = 0
        var making: Task<Void, Never>?
        /// Why the last snapshot was not made. The log has everything.
        var failure: KapellError?
        var isClosed = false
    }

    private let state: Mutex<State>
    /// Lets one at a time make or copy files: those of the snapshot before go when a new one is there.
    let gate = SharedGate()
    /// What a snapshot is made of. Set once.
    private let parts: Mutex<(spaces: NamespaceTable, log: DurableLog, writer: CollectionWriter)?>

    private init(_ folder: String, settings: LocalCollectionSettings) {
        paths = CollectionPaths(folder: folder)
        self.settings = settings
        state = Mutex(State())
        parts = Mutex(nil)
    }

    /// Why the last snapshot was not made; `nil` when it was.
    var failure: KapellError? { state.withLock { $0.failure } }

    // MARK: Opening

    /// Opens the collection in a folder. Its namespaces are opened when they are asked for, except those that the log
    /// has changes of.
    /// - Throws: `.corrupt` that names the file, `.conflict` when another process has it open, and what the system says.
    @concurrent
    static func open(
        _ folder: String, options: VectorCollectionOptions, settings: LocalCollectionSettings,
        commons: CollectionCommons
    ) async throws(KapellError) -> CollectionCore {
        let files = CollectionFiles(folder, settings: settings)
        let (manifest, sources, passedOver) = try files.newest()
        let table = NamespaceTable(
            options: options, settings: settings, memory: commons.memory, sources: sources,
            sequence: manifest?.sequence ?? 0)
        let log: DurableLog
        do throws(KapellError) {
            log = try await files.replay(after: manifest?.sequence ?? 0, into: table)
        } catch {
            // The log begins after the newer snapshot.
            throw passedOver ?? error
        }
        try files.paths.tidy(keeping: manifest?.sequence)
        files.state.withLock { state in
            state.snapshot = manifest
            state.snapshotBytes = manifest.map { files.size(of: $0) } ?? 0
        }
        let core = CollectionCore(spaces: table, log: log, files: files, commons: commons)
        files.parts.withLock { $0 = (table, log, core.writer) }
        table.signals.onWantingFiles { [weak files] in files?.makeRoom() }
        commons.memory.makeRoom()
        return core
    }

    /// The newest snapshot that is whole. An older one is there only when a crash came between a new one and the
    /// removal of the old.
    private func newest() throws(KapellError) -> (
        SnapshotManifest?, [(name: String, source: NamespaceSlot.Source)], passedOver: KapellError?
    ) {
        var first: KapellError?
        for sequence in try paths.snapshots() {
            do throws(KapellError) {
                let folder = paths.snapshot(sequence)
                let manifest = try SnapshotManifest(reading: "\(folder)/\(CollectionPaths.manifest)")
                var sources: [(name: String, source: NamespaceSlot.Source)] = []
                for space in manifest.spaces {
                    let path = "\(folder)/\(space.file)"
                    try NamespaceFile.look(path)
                    sources.append(
                        (space.name, .init(path: path, sequence: space.sequence, records: space.records)))
                }
                return (manifest, sources, first)
            } catch {
                first = first ?? error
            }
        }
        if let first { throw first }
        return (nil, [], nil)
    }

    private func replay(after sequence: UInt64, into table: NamespaceTable) async throws(KapellError) -> DurableLog {
        let coder = ChangeCoder(dimensions: table.options.dimensions, path: paths.log)
        var options = RecordLog.Options()
        options.maximumRecordBytes = min(1 << 30, max(options.maximumRecordBytes, settings.limits.batchBytes * 2))
        var drafts = ReplayDrafts(table)
        var bytes = 0
        let log: RecordLog
        do {
            log = try RecordLog.open(folder: paths.log, after: sequence, options: options) { number, payload in
                bytes += payload.count
                let change = try coder.decode(payload, sequence: number)
                try drafts.add(change, sequence: number, bytes: payload.count)
            }
        } catch {
            throw (error as? RecordLogError).map { KapellError($0) } ?? KapellError.wrapping(error)
        }
        try await drafts.finish(tasks: settings.tasks)
        table.sequence.store(log.lastSequence, ordering: .releasing)
        state.withLock { $0.logBytes = bytes }
        return DurableLog(log, coder: coder)
    }

    private func size(of manifest: SnapshotManifest) -> Int {
        manifest.spaces.reduce(0) { $0 + FileCalls.size("\(paths.snapshot(manifest.sequence))/\($1.file)") }
    }

    // MARK: Snapshots

    /// Told how many bytes went into the log; begins a snapshot when it has become long.
    func wrote(_ bytes: Int) {
        state.withLock { state in
            state.logBytes += bytes
            // A large collection is not written anew for little.
            let enough = max(settings.logBytes, state.snapshotBytes / 4)
            if state.logBytes >= enough { begin(&state) }
        }
    }

    /// Begins a snapshot, so that namespaces can be let go that no file has as they are.
    func makeRoom() {
        state.withLock { state in
            // After a failure not until it is worth another try.
            if state.failure == nil || state.logBytes >= settings.logBytes / 64 { begin(&state) }
        }
    }

    private func begin(_ state: inout State) {
        guard state.making == nil, !state.isClosed else { return }
        // Awaited by `close()`.
        state.making = Task(priority: .utility) {
            await self.snapshotQuietly()
            self.state.withLock { $0.making = nil }
            // Others may be too many still.
            self.parts.withLock { $0?.spaces.memory }?.makeRoom()
        }
    }

    /// Waits for a snapshot under way.
    func untilMade() async { await state.withLock { $0.making }?.value }

    private func snapshotQuietly() async {
        do throws(KapellError) {
            try await snapshot()
            state.withLock { $0.failure = nil }
        } catch {
            // Tried again after as much more.
            state.withLock { state in
                state.failure = error
                state.logBytes = 0
            }
        }
    }

    /// Waits for a snapshot under way, and makes one when the log is worth it.
    func close() async {
        let making = state.withLock { state in
            state.isClosed = true
            return state.making
        }
        await making?.value
        if state.withLock({ $0.logBytes >= min(settings.logBytes, 1 << 20) }) { await snapshotQuietly() }
    }

    /// Lets texts go from memory that a snapshot has now. Of each row that was in it and still is, the text is the same:
    /// the rows' numbers are not given anew while the image is held.
    private func letGo(
        _ new: CollectionImage.Stored.New, _ path: String, _ writer: CollectionWriter
    ) async throws(KapellError) {
        guard let texts = try NamespaceFile.texts(of: path, places: new.written.places) else { return }
        await writer.pause()
        new.space.letGo(of: new.held, to: texts, bytes: new.written.bytes)
        await writer.resume()
    }

    /// Makes a snapshot of what readers see now, and removes the log before it.
    @concurrent
    func snapshot() async throws(KapellError) {
        guard let (spaces, log, writer) = parts.withLock({ $0 }) else { return }
        try await gate.alone { () async throws(KapellError) in
            let (previous, bytes) = state.withLock { ($0.snapshot, $0.logBytes) }
            let image = await CollectionImage(spaces, writer: writer)
            defer { image.release() }
            guard image.sequence > previous?.sequence ?? 0 else { return }
            let (manifest, stored) = try image.write(to: paths.snapshot(image.sequence), isCopy: false)
            state.withLock { state in
                state.snapshot = manifest
                state.snapshotBytes = size(of: manifest)
                state.logBytes = max(0, state.logBytes - bytes)
            }
            for part in stored {
                part.slot.move(to: part.source)
                guard let new = part.new else { continue }
                try await letGo(new, part.source.path, writer)
                part.slot.count()
            }
            try await log.truncate(through: image.sequence)
            try paths.tidy(keeping: image.sequence)
        }
    }
}
