import KapellCore

/// A journal for whoever keeps none.
struct SilentJournal: Journal {
    func append(_ event: JournalEvent, content: [String: String]) async throws {}
    func observe(_ event: JournalEvent, content: [String: String]) {}
    func flush() async {}
    var dropped: Int { 0 }
    func runs(limit: Int, before: RunID?) async throws -> [RunSummary] { [] }
    func run(_ id: RunID) async throws -> RunRecord? { nil }
}
