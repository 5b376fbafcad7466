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

    /// Opens the collection in a folder.
    /// - Throws: `.corrupt` that names the file, `.conflict` when another process has it open, and what the system says.
    @concurrent
    static func open(
        _ folder: String, options: VectorCollectionOptions, settings: LocalCollectionSettings,
        watch: RecallWatch? = nil
    ) async throws(KapellError) -> CollectionCore {
        let files = CollectionFiles(folder, settings: settings)
        let (manifest, spaces, passedOver) = try files.newest(options)
        let table = NamespaceTable(
            options: options, settings: settings, spaces: spaces, sequence: manifest?.sequence ?? 0)
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
        let core = CollectionCore(spaces: table, log: log, files: files, watch: watch)
        files.parts.withLock { $0 = (table, log, core.writer) }
        return core
    }

    /// The newest snapshot that is whole. An older one is there only when a crash came between a new one and the
    /// removal of the old.
    private func newest(
        _ options: VectorCollectionOptions
    ) throws(KapellError) -> (SnapshotManifest?, [Namespace], passedOver: KapellError?) {
        var first: KapellError?
        for sequence in try paths.snapshots() {
            do throws(KapellError) {
                let folder = paths.snapshot(sequence)
                let manifest = try SnapshotManifest(reading: "\(folder)/\(CollectionPaths.manifest)")
                var spaces: [Namespace] = []
                for space in manifest.spaces {
                    spaces.append(
                        try NamespaceFile.open("\(folder)/\(space.file)", name: space.name, options: options))
                }
                return (manifest, spaces, first)
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
                try drafts.add(try coder.decode(payload, sequence: number), sequence: number)
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
            guard state.logBytes >= enough, state.making == nil, !state.isClosed else { return }
            // Awaited by `close()`.
            state.making = Task(priority: .utility) {
                await self.snapshotQuietly()
                self.state.withLock { $0.making = nil }
            }
        }
    }

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
    private func letGo(_ written: [CollectionImage.Written], _ writer: CollectionWriter) async throws(KapellError) {
        for part in written {
            guard let texts = try NamespaceFile.texts(of: part.file, places: part.places) else { continue }
            await writer.pause()
            part.space.letGo(of: part.held, to: texts)
            await writer.resume()
        }
    }

    /// Makes a snapshot of what readers see now, and removes the log before it.
    @concurrent
    func snapshot() async throws(KapellError) {
        guard let (spaces, log, writer) = parts.withLock({ $0 }) else { return }
        let (previous, bytes) = state.withLock { ($0.snapshot, $0.logBytes) }
        let image = await CollectionImage(spaces, log: log, writer: writer)
        defer { image.release() }
        guard image.sequence > previous?.sequence ?? 0 else { return }
        let target = paths.snapshot(image.sequence)
        let (manifest, written) = try image.write(
            to: target, sharing: previous.map { ($0, paths.snapshot($0.sequence)) })
        state.withLock { state in
            state.snapshot = manifest
            state.snapshotBytes = size(of: manifest)
            state.logBytes = max(0, state.logBytes - bytes)
        }
        try await letGo(written, writer)
        try await log.truncate(through: image.sequence)
        try paths.tidy(keeping: image.sequence)
    }
}
