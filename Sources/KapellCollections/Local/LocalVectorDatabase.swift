public import KapellCore
internal import Synchronization

/// Collections of our own engine, in memory or in a folder.
///
/// In a folder each collection has a folder of its own with a log and a snapshot. What was acknowledged outlives a crash
/// of the process and of the machine. A collection whose files are damaged fails alone: its name gives the error, and
/// the others work. One database at a time has a folder.
public final class LocalVectorDatabase: VectorDatabase {
    public let engine = "kapell"
    /// Where it is; `nil` in memory.
    public let folder: String?

    private struct State {
        var slots: [String: CollectionSlot] = [:]
        /// Collections that cannot be opened, and why.
        var damaged: [String: KapellError] = [:]
        /// Names of collections that are being made or removed.
        var busy: Set<String> = []
        var closed: KapellError?
    }

    let settings: LocalCollectionSettings
    let commons: CollectionCommons
    private let clock = SequenceCounter()
    private let state = Mutex(State())
    private let lock: Mutex<FolderLock?>

    /// A database in memory: it goes with the process.
    /// - Parameter watch: Measures the recall of searches; see ``RecallWatch/run(_:clock:pause:isBusy:)``.
    public init(settings: LocalCollectionSettings = LocalCollectionSettings(), watch: RecallWatch? = nil) {
        folder = nil
        // What is in memory alone is not let go.
        commons = CollectionCommons(watch: watch, memory: NamespaceMemory(limit: nil))
        self.settings = settings
        lock = Mutex(nil)
    }

    /// Opens the database in a folder, and makes the folder where there is none; the folder above it must be there.
    /// Collections are opened when they are asked for.
    ///
    /// - Throws: `.conflict` when the folder is open already, here or in another process; `.permission`, `.storage`.
    @concurrent
    public static func open(
        folder: String, settings: LocalCollectionSettings = LocalCollectionSettings(), watch: RecallWatch? = nil
    ) async throws(KapellError) -> LocalVectorDatabase {
        try LocalVectorDatabase(opening: folder, settings: settings, watch: watch)
    }

    private init(
        opening folder: String, settings: LocalCollectionSettings, watch: RecallWatch?
    ) throws(KapellError) {
        guard !folder.isEmpty, !folder.utf8.contains(0) else {
            throw KapellError(.invalidRequest, "The path of the vector database is empty.", remedy: "Name a folder.")
        }
        self.folder = folder
        self.settings = settings
        commons = CollectionCommons(watch: watch, memory: NamespaceMemory(limit: settings.namespaceBytes))
        try FileCalls.makeFolder(folder)
        lock = Mutex(try FolderLock(folder: folder))
        for name in try FileCalls.names(in: folder) {
            let path = "\(folder)/\(name)"
            // Left by a crash while a collection was made or removed.
            if DatabaseFolder.isLeftover(name) {
                try FileCalls.remove(path)
            } else if VectorCollectionOptions.isName(name), FileCalls.isThere("\(path)/collection.json") {
                add(name, path)
            }
        }
    }

    private func add(_ name: String, _ path: String) {
        do throws(KapellError) {
            let record = try SpacesRecord(of: path)
            let file = CollectionPaths(folder: SpacesRecord.path(in: path, record.serving)).options
            let options = try OptionsFile.read(file)
            guard options.name == name else {
                throw KapellError(
                    .corrupt, "The file \(file) is of the collection \(options.name).",
                    remedy: "Give the folder that name again.")
            }
            state.withLock { $0.slots[name] = slot(options, path, isMigrating: record.other != nil) }
        } catch {
            state.withLock { $0.damaged[name] = error }
        }
    }

    private func slot(
        _ options: VectorCollectionOptions, _ path: String, isMigrating: Bool = false
    ) -> CollectionSlot {
        let (settings, commons) = (settings, commons)
        return CollectionSlot(options: options, isMigrating: isMigrating, clock: clock) {
            () async throws(KapellError) in
            try await OpenSpaces.open(path, settings: settings, commons: commons)
        } opened: { [weak self] in
            await self?.closeLeastUsed()
        }
    }

    // MARK: Collections

    public func collections() async throws(KapellError) -> [VectorCollectionOptions] {
        let (slots, damaged) = try state.withLock { state throws(KapellError) in
            if let closed = state.closed { throw closed }
            return (Array(state.slots.values), state.damaged)
        }
        return slots.filter { damaged[$0.options.name] == nil && $0.failure == nil }.map(\.options)
            .sorted { $0.name.precedes($1.name) }
    }

    /// Collections that cannot be opened, or have a namespace that cannot be, and why, as far as it is known.
    public var damagedCollections: [String: KapellError] {
        let (slots, damaged) = state.withLock { ($0.slots, $0.damaged) }
        return damaged.merging(slots.compactMapValues { $0.failure ?? $0.opened?.damage }) { $1 }
    }

    /// Why one of the collections is not even known but for its name.
    var unreadable: KapellError? {
        state.withLock { $0.damaged.min { $0.key.precedes($1.key) }?.value }
    }

    public func create(_ options: VectorCollectionOptions) async throws(KapellError) -> any VectorCollection {
        try await create(options, model: nil)
    }

    /// Makes a collection for the vectors of a model.
    /// - Parameter model: The model's name, for whoever has to find it again: ``LocalCollection/model``.
    /// - Throws: `.conflict` when there is a collection of that name; `.invalidRequest`.
    public func create(
        _ options: VectorCollectionOptions, model: String?
    ) async throws(KapellError) -> LocalCollection {
        try OptionsCheck.check(options)
        let name = options.name
        try state.withLock { state throws(KapellError) in
            if let closed = state.closed { throw closed }
            guard state.slots[name] == nil, state.damaged[name] == nil, state.busy.insert(name).inserted else {
                throw OptionsCheck.conflict(name)
            }
        }
        defer { _ = state.withLock { $0.busy.remove(name) } }
        let slot: CollectionSlot
        var record = SpacesRecord()
        record.serving.model = model
        if let folder {
            try await DatabaseFolder.make(options, record, in: folder)
            slot = self.slot(options, "\(folder)/\(name)")
        } else {
            let core = OpenSpaces(
                serving: try CollectionCore(options, settings: settings, commons: commons), record: record,
                settings: settings, commons: commons)
            slot = CollectionSlot(options: options, core: core, clock: clock) { () throws(KapellError) in
                // Never closed, and so never opened.
                throw OptionsCheck.notFound(name, known: [])
            }
        }
        try state.withLock { state throws(KapellError) in
            if let closed = state.closed { throw closed }
            state.slots[name] = slot
        }
        return try await LocalCollection(slot: slot)
    }

    /// The collection of that name, open.
    /// - Throws: `.notFound`; `.corrupt` that names the file when it is damaged.
    public func collection(_ name: String) async throws(KapellError) -> any VectorCollection {
        try await LocalCollection(slot: try find(name))
    }

    func find(_ name: String) throws(KapellError) -> CollectionSlot {
        let (slot, names, error) = state.withLock { state in
            (state.slots[name], state.slots.keys.sorted(), state.closed ?? state.damaged[name])
        }
        if let error { throw error }
        guard let slot else { throw OptionsCheck.notFound(name, known: names) }
        return slot
    }

    /// Removes a collection, also one that is damaged.
    public func drop(_ name: String) async throws(KapellError) {
        let (slot, names) = try state.withLock { state throws(KapellError) in
            if let closed = state.closed { throw closed }
            let isThere = state.slots[name] != nil || state.damaged[name] != nil
            guard isThere, state.busy.insert(name).inserted else {
                return (CollectionSlot?.none, Optional(state.slots.keys.sorted()))
            }
            state.damaged[name] = nil
            return (state.slots.removeValue(forKey: name), nil)
        }
        if let names { throw OptionsCheck.notFound(name, known: names) }
        defer { _ = state.withLock { $0.busy.remove(name) } }
        await slot?.end(KapellError(.notFound, "The collection \(name) was dropped."))
        guard let folder else { return }
        do throws(KapellError) { try await DatabaseFolder.remove(name, in: folder) } catch {
            // It is still there, and can be dropped again.
            state.withLock { $0.damaged[name] = error }
            throw error
        }
    }

    // MARK: Closing

    /// Ends all collections and gives the folder back. Later calls are refused; searches under way go on.
    public func close() async {
        let error = KapellError(
            .unavailable, "The vector database is closed.", remedy: "Open it again.", isRetryable: false)
        let slots = state.withLock { state in
            state.closed = state.closed ?? error
            return Array(state.slots.values)
        }
        for slot in slots { await slot.end(error) }
        lock.withLock { $0 = nil }
    }

    /// The slots, for work that goes through all collections.
    var slots: [CollectionSlot] { state.withLock { $0.slots.values.sorted { $0.name < $1.name } } }

    /// How many collections are open.
    public var openCollections: Int { slots.count(where: \.isOpen) }

    private func closeLeastUsed() async {
        guard let limit = settings.openCollections, folder != nil else { return }
        while true {
            let open = slots.filter(\.isOpen)
            guard open.count > max(1, limit) else { return }
            let idle = open.compactMap { slot in slot.idleSince.map { (slot, $0) } }.min { $0.1 < $1.1 }
            guard let idle, await idle.0.closeIfIdle() else { return }
        }
    }
}
