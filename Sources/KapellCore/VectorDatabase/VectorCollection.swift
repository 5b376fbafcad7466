public import KapellVectors

/// Records with vectors that can be searched: our own engine's, or one of an engine elsewhere.
///
/// A namespace is a part with records and statistics of its own, such as a tenant's; it is there when it has records,
/// and the namespace without a name is `""`. Every call throws a ``KapellError`` and may be made from any task; a
/// cancelled task stops waiting, and what it had begun to write is written whole or not at all.
public protocol VectorCollection: Sendable {
    var options: VectorCollectionOptions { get }

    /// Writes records, and replaces those with the same ids. All or none are written; they are durable, and each later
    /// search sees them, when the call returns.
    ///
    /// - Returns: the sequence number of the change; `nil` where the engine has none.
    /// - Throws: `invalidRequest` that names the record: a wrong number of components, NaN or an infinite component, a
    ///   vector of zeros under cosine, an id twice in the batch, too much metadata.
    @discardableResult
    func upsert(_ records: [VectorRecord], namespace: String) async throws(KapellError) -> UInt64?

    /// Removes records; ids that are not there are passed over.
    ///
    /// - Returns: how many there were; `nil` where the engine does not say.
    @discardableResult
    func delete(ids: [String], namespace: String) async throws(KapellError) -> Int?

    /// Removes each record that matches.
    @discardableResult
    func delete(where filter: Filter, namespace: String) async throws(KapellError) -> Int?

    /// The records with these ids, in this order; those that are not there are left out.
    func records(
        ids: [String], namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord]

    func query(_ query: VectorQuery) async throws(KapellError) -> VectorQueryResult

    /// How many records match; all without a filter.
    func count(where filter: Filter?, namespace: String) async throws(KapellError) -> Int

    /// Records by their ids in ascending order of UTF-8 bytes, after `id`: to read everything, page by page.
    func scroll(
        after id: String?, limit: Int, where filter: Filter?, namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord]

    /// Names of the namespaces that have records, sorted.
    func namespaces() async throws(KapellError) -> [String]

    /// Removes a namespace with all of its records.
    func drop(namespace: String) async throws(KapellError)
}

/// A place that holds collections.
public protocol VectorDatabase: Sendable {
    /// Such as `kapell`, `pgvector`, `qdrant`.
    var engine: String { get }

    /// What there is, by name. A collection that cannot be opened is left out here and named by ``collection(_:)``.
    func collections() async throws(KapellError) -> [VectorCollectionOptions]

    /// Makes a collection. `conflict` when there is one of that name.
    func create(_ options: VectorCollectionOptions) async throws(KapellError) -> any VectorCollection

    /// `notFound`, with the names that there are, when there is none.
    func collection(_ name: String) async throws(KapellError) -> any VectorCollection

    /// Removes a collection with all of its records. Searches that are under way end with an error or their answer.
    func drop(_ name: String) async throws(KapellError)
}
