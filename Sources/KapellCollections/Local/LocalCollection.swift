public import KapellCore
public import KapellVectors

/// A collection of a ``LocalVectorDatabase``.
///
/// May be used from any number of tasks. A search sees one state: what was written before it began, whole, and nothing
/// that is written meanwhile. Under `VectorMetric.cosine` vectors come back with length 1.
public struct LocalCollection: VectorCollection {
    let slot: CollectionSlot

    public var options: VectorCollectionOptions { slot.options }

    @discardableResult
    public func upsert(_ records: [VectorRecord], namespace: String) async throws(KapellError) -> UInt64? {
        try await slot.use { core async throws(KapellError) in try await core.upsert(records, namespace: namespace) }
    }

    @discardableResult
    public func delete(ids: [String], namespace: String) async throws(KapellError) -> Int? {
        try await slot.use { core async throws(KapellError) in try await core.delete(ids: ids, namespace: namespace) }
    }

    @discardableResult
    public func delete(where filter: Filter, namespace: String) async throws(KapellError) -> Int? {
        try await slot.use { core async throws(KapellError) in
            try await core.delete(where: filter, namespace: namespace)
        }
    }

    public func records(
        ids: [String], namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        try await slot.use { core async throws(KapellError) in
            try await core.records(ids: ids, namespace: namespace, parts: parts)
        }
    }

    public func query(_ query: VectorQuery) async throws(KapellError) -> VectorQueryResult {
        try await slot.use { core async throws(KapellError) in try await core.query(query) }
    }

    public func count(where filter: Filter?, namespace: String) async throws(KapellError) -> Int {
        try await slot.use { core async throws(KapellError) in
            try await core.count(where: filter, namespace: namespace)
        }
    }

    public func scroll(
        after id: String?, limit: Int, where filter: Filter?, namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        try await slot.use { core async throws(KapellError) in
            try await core.scroll(after: id, limit: limit, where: filter, namespace: namespace, parts: parts)
        }
    }

    public func namespaces() async throws(KapellError) -> [String] {
        try await slot.use { core async throws(KapellError) in core.spaces.names }
    }

    public func drop(namespace: String) async throws(KapellError) {
        try await slot.use { core async throws(KapellError) in try await core.drop(namespace: namespace) }
    }
}
