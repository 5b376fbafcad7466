import KapellCore
import KapellTesting
import KapellVectors
import Testing

@Suite struct ConformanceTests {
    @Test func theDatabaseInMemoryKeepsEveryPromise() async {
        let report = await VectorDatabaseConformance(MemoryVectorDatabase()).run()
        #expect(report.findings.isEmpty, "\(report)")
        #expect(report.passed.count + report.skipped.count == VectorDatabaseConformance.checks.count)
        #expect(report.skipped.isEmpty)
    }

    @Test func checksHaveNamesOfTheirOwn() {
        #expect(Set(VectorDatabaseConformance.checks).count == VectorDatabaseConformance.checks.count)
    }

    @Test(arguments: Fault.allCases)
    func eachFaultIsFound(_ fault: Fault) async {
        let report = await VectorDatabaseConformance(FaultyDatabase(fault)).run(only: [fault.check])
        #expect(report.findings.contains { $0.check == fault.check }, "\(report)")
    }

    @Test func whatIsDeclaredIsLeftOut() async {
        let suite = VectorDatabaseConformance(FaultyDatabase(.noWords), limits: .words)
        let report = await suite.run(only: [Fault.noWords.check])
        #expect(report.skipped == [Fault.noWords.check] && report.findings.isEmpty)
    }
}

/// A promise that ``FaultyDatabase`` breaks, and the check that has to see it.
enum Fault: CaseIterable, Sendable {
    case fewMatches, lostDeletion, mergedMetadata, unsorted, leaksNamespaces, ignoresFilter, noWords, acceptsNaN

    var check: String {
        switch self {
        case .fewMatches: "filters: every match is found, however few and far"
        case .lostDeletion: "writes: deleted by id and by filter"
        case .mergedMetadata: "writes: an upsert replaces the whole record"
        case .unsorted: "search: the order of l2"
        case .leaksNamespaces: "namespaces: apart, listed, dropped"
        case .ignoresFilter: "filters: equal and not"
        case .noWords: "words: with a vector"
        case .acceptsNaN: "search: bad queries are refused"
        }
    }
}

struct FaultyDatabase: VectorDatabase {
    let engine = "faulty"
    let fault: Fault
    private let base = MemoryVectorDatabase()

    init(_ fault: Fault) { self.fault = fault }

    func collections() async throws(KapellError) -> [VectorCollectionOptions] { try await base.collections() }
    func create(_ options: VectorCollectionOptions) async throws(KapellError) -> any VectorCollection {
        FaultyCollection(fault: fault, base: try await base.create(options))
    }
    func collection(_ name: String) async throws(KapellError) -> any VectorCollection {
        FaultyCollection(fault: fault, base: try await base.collection(name))
    }
    func drop(_ name: String) async throws(KapellError) { try await base.drop(name) }
}

private struct FaultyCollection: VectorCollection {
    let fault: Fault
    let base: any VectorCollection
    var options: VectorCollectionOptions { base.options }

    func upsert(_ records: [VectorRecord], namespace: String) async throws(KapellError) -> UInt64? {
        guard fault == .mergedMetadata else { return try await base.upsert(records, namespace: namespace) }
        let old = try await base.records(ids: records.map(\.id), namespace: namespace, parts: .all)
        let merged = records.map { record in
            var record = record
            record.text = record.text ?? old.first { $0.id == record.id }?.text
            return record
        }
        return try await base.upsert(merged, namespace: namespace)
    }
    func delete(ids: [String], namespace: String) async throws(KapellError) -> Int? {
        try await base.delete(ids: fault == .lostDeletion ? Array(ids.dropFirst()) : ids, namespace: namespace)
    }
    func delete(where filter: Filter, namespace: String) async throws(KapellError) -> Int? {
        try await base.delete(where: filter, namespace: namespace)
    }
    func records(
        ids: [String], namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        try await base.records(ids: ids, namespace: namespace, parts: parts)
    }
    func query(_ query: VectorQuery) async throws(KapellError) -> VectorQueryResult {
        var query = query
        switch fault {
        case .leaksNamespaces: query.namespace = ""
        case .ignoresFilter: query.filter = nil
        case .noWords: if query.vector != nil { query.text = nil }
        case .acceptsNaN: query.vector = query.vector?.map { $0.isNaN ? 0 : $0 }
        default: break
        }
        var result = try await base.query(query)
        if fault == .unsorted, result.matches.count > 1 { result.matches.swapAt(0, 1) }
        if fault == .fewMatches, query.filter != nil, result.matches.count < query.limit {
            _ = result.matches.popLast()
        }
        return result
    }
    func count(where filter: Filter?, namespace: String) async throws(KapellError) -> Int {
        try await base.count(where: filter, namespace: namespace)
    }
    func scroll(
        after id: String?, limit: Int, where filter: Filter?, namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        try await base.scroll(after: id, limit: limit, where: filter, namespace: namespace, parts: parts)
    }
    func namespaces() async throws(KapellError) -> [String] { try await base.namespaces() }
    func drop(namespace: String) async throws(KapellError) { try await base.drop(namespace: namespace) }
}
