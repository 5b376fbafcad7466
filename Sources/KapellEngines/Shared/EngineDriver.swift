import KapellCore
import KapellVectors

/// A collection as an engine knows it.
struct EngineEntry: Sendable, Hashable {
    var options: VectorCollectionOptions
    /// The engine's own name or number of it.
    var handle: String
}

/// One record on its way to an engine.
struct EngineRow: Sendable {
    let record: VectorRecord
    /// See ``EngineTokens``.
    let tokens: [String]
    let numbers: [(name: String, value: Double)]
    /// The metadata to the letter.
    let metadata: String

    init(_ record: VectorRecord) {
        self.record = record
        tokens = EngineTokens.tokens(record.metadata)
        numbers = EngineTokens.numbers(record.metadata)
        metadata = MetadataJSON.text(record.metadata)
    }
}

/// Records in the engine's own order, and where it goes on.
struct EnginePage: Sendable {
    var records: [VectorRecord]
    /// `nil` after the last.
    var next: String?
}

/// What has to be written for an engine: its requests and answers. What engines lack is made up for by
/// ``EngineCollection``.
protocol EngineDriver: Sendable {
    var engine: String { get }
    /// Records in one write.
    var batch: Int { get }
    /// Matches in one answer; more are found by reading all records.
    var maximumMatches: Int { get }
    /// Records in one page.
    var page: Int { get }
    /// Whether a search can be asked to compare every record.
    var searchesExactly: Bool { get }
    /// Whether pages hold only what meets the condition; otherwise it is asked on our side.
    var pagesByCondition: Bool { get }
    /// Whether conditions on numbers are answered; otherwise they are asked on our side.
    var answersNumbers: Bool { get }

    func entries() async throws(KapellError) -> [EngineEntry]
    func entry(_ name: String) async throws(KapellError) -> EngineEntry?
    /// - Throws: `conflict` when there is one of the name.
    func create(_ options: VectorCollectionOptions) async throws(KapellError) -> EngineEntry
    /// Nothing, where there is none.
    func drop(_ name: String) async throws(KapellError)

    func upsert(_ rows: [EngineRow], _ entry: EngineEntry, _ namespace: String) async throws(KapellError)
    func delete(_ ids: [String], _ entry: EngineEntry, _ namespace: String) async throws(KapellError)
    func records(
        _ ids: [String], _ entry: EngineEntry, _ namespace: String, _ parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord]
    func page(
        _ cursor: String?, _ condition: EngineCondition, _ entry: EngineEntry, _ namespace: String,
        _ parts: VectorRecordParts
    ) async throws(KapellError) -> EnginePage
    func search(
        _ search: EngineSearch, _ entry: EngineEntry, _ namespace: String
    ) async throws(KapellError) -> [VectorCandidate]
    /// `nil` where the engine cannot count what matches.
    func count(
        _ condition: EngineCondition, _ entry: EngineEntry, _ namespace: String
    ) async throws(KapellError) -> Int?
    func namespaces(_ entry: EngineEntry) async throws(KapellError) -> [String]
    func drop(namespace: String, _ entry: EngineEntry) async throws(KapellError)
}

/// A search by a vector.
struct EngineSearch: Sendable {
    var vector: [Float]
    var condition: EngineCondition
    var limit: Int
    var ef: Int?
    var isExact: Bool
    var parts: VectorRecordParts
}

extension EngineDriver {
    var pagesByCondition: Bool { true }
    var answersNumbers: Bool { true }
}
