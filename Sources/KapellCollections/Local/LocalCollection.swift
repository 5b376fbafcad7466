public import KapellCore
public import KapellVectors
internal import Synchronization

/// A collection of a ``LocalVectorDatabase``.
///
/// May be used from any number of tasks. A search sees one state: what was written before it began, whole, and nothing
/// that is written meanwhile. Under `VectorMetric.cosine` vectors come back with length 1.
///
/// It stands for the space that served when it was asked for. After the collection has gone over to another model
/// (``CollectionMigration``), what brings or asks for vectors is refused with `.conflict`, and the rest goes on; ask the
/// database for the collection again.
public struct LocalCollection: VectorCollection {
    let slot: CollectionSlot
    public let options: VectorCollectionOptions
    /// The name of the space that its vectors are of.
    public let space: String
    /// The model that embeds for it, as far as it is known.
    public let model: String?

    /// - Throws: what opening it throws.
    init(slot: CollectionSlot) async throws(KapellError) {
        self.init(slot: slot, try await slot.useSpaces { spaces throws(KapellError) in spaces })
    }

    init(slot: CollectionSlot, _ spaces: OpenSpaces) {
        self.slot = slot
        (options, space, model) = spaces.state.withLock {
            ($0.serving.options, $0.record.serving.name, $0.record.serving.model)
        }
    }

    @discardableResult
    public func upsert(_ records: [VectorRecord], namespace: String) async throws(KapellError) -> UInt64? {
        try await slot.useSpaces { spaces async throws(KapellError) in
            try await spaces.upsert(records, namespace: namespace, space: space)
        }
    }

    @discardableResult
    public func delete(ids: [String], namespace: String) async throws(KapellError) -> Int? {
        try await slot.useSpaces { spaces async throws(KapellError) in
            try await spaces.delete(ids: ids, namespace: namespace)
        }
    }

    @discardableResult
    public func delete(where filter: Filter, namespace: String) async throws(KapellError) -> Int? {
        try await slot.useSpaces { spaces async throws(KapellError) in
            try await spaces.delete(where: filter, namespace: namespace)
        }
    }

    public func records(
        ids: [String], namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        try await read(vectors: parts.contains(.vector)) { core async throws(KapellError) in
            try await core.records(ids: ids, namespace: namespace, parts: parts)
        }
    }

    public func query(_ query: VectorQuery) async throws(KapellError) -> VectorQueryResult {
        try await read(vectors: query.vector != nil || query.parts.contains(.vector)) {
            core async throws(KapellError) in
            try await core.query(query)
        }
    }

    public func count(where filter: Filter?, namespace: String) async throws(KapellError) -> Int {
        try await slot.use { core async throws(KapellError) in
            try await core.count(where: filter, namespace: namespace)
        }
    }

    public func scroll(
        after id: String?, limit: Int, where filter: Filter?, namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        try await read(vectors: parts.contains(.vector)) { core async throws(KapellError) in
            try await core.scroll(after: id, limit: limit, where: filter, namespace: namespace, parts: parts)
        }
    }

    public func namespaces() async throws(KapellError) -> [String] {
        try await slot.use { core async throws(KapellError) in core.spaces.names }
    }

    public func drop(namespace: String) async throws(KapellError) {
        try await slot.useSpaces { spaces async throws(KapellError) in try await spaces.drop(namespace: namespace) }
    }

    /// A read of the space that serves; of the own one where vectors are in question.
    private func read<Value>(
        vectors: Bool, _ body: (CollectionCore) async throws(KapellError) -> Value
    ) async throws(KapellError) -> Value {
        try await slot.useSpaces { spaces async throws(KapellError) in
            // The core first: what serves after the check is then not what is read.
            let core = spaces.serving
            if vectors { try spaces.check(serves: space) }
            return try await body(core)
        }
    }
}
