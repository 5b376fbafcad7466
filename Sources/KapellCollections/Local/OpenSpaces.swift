internal import KapellCore
internal import KapellVectors
internal import Synchronization

/// An open collection: the space that serves and, while the collection moves to another model, the other one.
///
/// Reads go to the serving space. A write goes there too; the other space is brought in step afterwards, from the
/// serving one's records (``SpaceFeed``). Two things cannot wait for that, and are done in the other space first, so
/// that a crash between both leaves nothing there that is no more: removals, and the replacement of a record without a
/// text, whose vector there nobody can make anew.
final class OpenSpaces: Sendable {
    /// The collection's folder; `nil` in memory.
    let folder: String?
    let settings: LocalCollectionSettings
    let commons: CollectionCommons
    /// Shared by writes; taken alone by what must see the spaces between two writes.
    let gate = SharedGate()
    /// Lets one feed at a time.
    let feedGate = AsyncGate()

    /// Records of the serving space that the other one may not have as they are.
    struct Behind: Sendable {
        struct Key: Hashable, Sendable {
            var namespace: RecordKey
            var id: RecordKey
        }

        /// Nobody knows which: every record is to be looked at.
        var isUnknown = true
        var keys: Set<Key> = []
        static let most = 100_000

        mutating func add(_ ids: some Sequence<String>, _ namespace: String) {
            guard !isUnknown else { return }
            let namespace = RecordKey(namespace)
            for id in ids { keys.insert(Key(namespace: namespace, id: RecordKey(id))) }
            if keys.count > Self.most { self = Behind() }
        }
    }

    struct State: Sendable {
        var record: SpacesRecord
        var serving: CollectionCore
        var other: CollectionCore?
        var behind = Behind()
        var feeding = FeedingState()
    }

    let state: Mutex<State>

    init(
        serving: CollectionCore, other: CollectionCore? = nil, record: SpacesRecord = SpacesRecord(),
        folder: String? = nil, settings: LocalCollectionSettings, commons: CollectionCommons
    ) {
        self.folder = folder
        self.settings = settings
        self.commons = commons
        state = Mutex(State(record: record, serving: serving, other: other))
    }

    /// Opens what is in a collection's folder.
    ///
    /// A damaged other space leaves the serving one as it is: the file then says that it can be used no more.
    /// - Throws: as ``CollectionFiles/open(_:options:settings:commons:)`` does for the serving space.
    @concurrent
    static func open(
        _ folder: String, settings: LocalCollectionSettings, commons: CollectionCommons
    ) async throws(KapellError) -> OpenSpaces {
        var record = try SpacesRecord(of: folder)
        try record.tidy(folder)
        func core(_ space: SpacesRecord.Space) async throws(KapellError) -> CollectionCore {
            let path = SpacesRecord.path(in: folder, space)
            let options = try OptionsFile.read(CollectionPaths(folder: path).options)
            return try await CollectionFiles.open(path, options: options, settings: settings, commons: commons)
        }
        let serving = try await core(record.serving)
        var other: CollectionCore?
        if let space = record.other, record.broken == nil {
            do throws(KapellError) {
                other = try await core(space)
            } catch {
                guard [.corrupt, .unsupported].contains(error.code) else {
                    await serving.close(error)
                    throw error
                }
                record.broken = error.message
                try record.write(to: folder)
            }
        }
        return OpenSpaces(
            serving: serving, other: other, record: record, folder: folder, settings: settings, commons: commons)
    }

    var serving: CollectionCore { state.withLock { $0.serving } }
    var record: SpacesRecord { state.withLock { $0.record } }
    private var both: (serving: CollectionCore, other: CollectionCore?) {
        state.withLock { ($0.serving, $0.other) }
    }

    /// Whether a log has failed, so that nothing can be written until the collection is opened again.
    var isBroken: Bool {
        let (serving, other) = both
        return serving.isBroken || other?.isBroken ?? false
    }

    /// The first damage that was found when a namespace was opened.
    var damage: KapellError? {
        let (serving, other) = both
        return serving.spaces.signals.damage ?? other?.spaces.signals.damage
    }

    func close(_ reason: KapellError) async {
        let (serving, other) = both
        await other?.close(reason)
        await serving.close(reason)
    }

    /// Keeps what was made for one space out of another.
    /// - Throws: `.conflict` when the space does not serve any more.
    func check(serves space: String) throws(KapellError) {
        let (record, name) = state.withLock { ($0.record, $0.serving.options.name) }
        guard record.serving.name == space else {
            throw KapellError(
                .conflict, "The collection \(name) has gone from the space \(space) to \(record.serving.name).",
                remedy: "Open the collection again, and use vectors of \(record.serving.model ?? "that space").",
                isRetryable: true)
        }
    }

    /// Remembers that the other space may have records otherwise.
    private func behind(_ ids: some Sequence<String>, _ namespace: String) {
        state.withLock { $0.behind.add(ids, namespace) }
    }

    // MARK: Writing

    /// The canaries of a space are its own.
    private static func isOwn(_ namespace: String) -> Bool { namespace == EmbeddingSpace.namespace }

    /// - Parameter space: The space that the vectors are of.
    func upsert(
        _ records: [VectorRecord], namespace: String, space: String
    ) async throws(KapellError) -> UInt64 {
        try await gate.shared { () async throws(KapellError) in
            try check(serves: space)
            let (serving, other) = both
            guard let other, !Self.isOwn(namespace) else {
                return try await serving.upsert(records, namespace: namespace)
            }
            try serving.check.check(namespace: namespace)
            try serving.check.check(records)
            defer { behind(records.lazy.map(\.id), namespace) }
            let textless = records.filter { !$0.hasText }.map(\.id)
            if !textless.isEmpty { _ = try await other.delete(ids: textless, namespace: namespace) }
            return try await serving.upsert(records, namespace: namespace)
        }
    }

    func delete(ids: [String], namespace: String) async throws(KapellError) -> Int {
        try await gate.shared { () async throws(KapellError) in
            let (serving, other) = both
            guard let other, !Self.isOwn(namespace) else {
                return try await serving.delete(ids: ids, namespace: namespace)
            }
            defer { behind(ids, namespace) }
            _ = try await other.delete(ids: ids, namespace: namespace)
            return try await serving.delete(ids: ids, namespace: namespace)
        }
    }

    func delete(where filter: Filter, namespace: String) async throws(KapellError) -> Int {
        if both.other == nil {
            let found = try await gate.shared { () async throws(KapellError) -> Int? in
                let (serving, other) = both
                return other == nil ? try await serving.delete(where: filter, namespace: namespace) : nil
            }
            if let found { return found }
        }
        // What matches is to be the same in both.
        return try await gate.alone { () async throws(KapellError) in
            let (serving, other) = both
            guard let other, !Self.isOwn(namespace) else {
                return try await serving.delete(where: filter, namespace: namespace)
            }
            let ids = try await serving.scroll(
                after: nil, limit: .max, where: filter, namespace: namespace, parts: []
            ).map(\.id)
            defer { behind(ids, namespace) }
            var start = 0
            while start < ids.count {
                let part = Array(ids[start..<min(start + settings.limits.batch, ids.count)])
                _ = try await other.delete(ids: part, namespace: namespace)
                start += part.count
            }
            return try await serving.delete(where: filter, namespace: namespace)
        }
    }

    func drop(namespace: String) async throws(KapellError) {
        try await gate.alone { () async throws(KapellError) in
            let (serving, other) = both
            if let other, !Self.isOwn(namespace) {
                defer { state.withLock { $0.behind = Behind() } }
                try await other.drop(namespace: namespace)
            }
            try await serving.drop(namespace: namespace)
        }
    }
}

extension VectorRecord {
    /// Whether there is a text that a model can read.
    var hasText: Bool { text?.isEmpty == false }
}
