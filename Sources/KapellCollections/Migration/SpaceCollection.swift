internal import KapellCore
internal import KapellVectors

/// One space as a collection, without regard to the other.
struct SpaceCollection: VectorCollection {
    let core: CollectionCore

    var options: VectorCollectionOptions { core.options }

    func upsert(_ records: [VectorRecord], namespace: String) async throws(KapellError) -> UInt64? {
        try await core.upsert(records, namespace: namespace)
    }

    func delete(ids: [String], namespace: String) async throws(KapellError) -> Int? {
        try await core.delete(ids: ids, namespace: namespace)
    }

    func delete(where filter: Filter, namespace: String) async throws(KapellError) -> Int? {
        try await core.delete(where: filter, namespace: namespace)
    }

    func records(
        ids: [String], namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        try await core.records(ids: ids, namespace: namespace, parts: parts)
    }

    func query(_ query: VectorQuery) async throws(KapellError) -> VectorQueryResult { try await core.query(query) }

    func count(where filter: Filter?, namespace: String) async throws(KapellError) -> Int {
        try await core.count(where: filter, namespace: namespace)
    }

    func scroll(
        after id: String?, limit: Int, where filter: Filter?, namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        try await core.scroll(after: id, limit: limit, where: filter, namespace: namespace, parts: parts)
    }

    func namespaces() async throws(KapellError) -> [String] { core.spaces.names }

    func drop(namespace: String) async throws(KapellError) { try await core.drop(namespace: namespace) }
}
