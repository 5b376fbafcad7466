import KapellCore
import KapellLexical
import KapellVectors
import Synchronization

final class MemoryVectorCollection: VectorCollection {
    private struct State {
        var spaces: [String: [String: VectorRecord]] = [:]
        var sequence: UInt64 = 0
        var isDropped = false
    }

    let options: VectorCollectionOptions
    private let analyzer: Analyzer?
    private let state = Mutex(State())

    init(_ options: VectorCollectionOptions) throws(KapellError) {
        self.options = options
        do { analyzer = try options.analyzer.map { try Analyzer(identifier: $0) } } catch {
            throw KapellError(
                .invalidRequest, "The analyzer of \(options.name) is not known.",
                remedy: "Use an Analyzer's identifier.")
        }
    }

    func end() { state.withLock { $0.isDropped = true } }

    func upsert(_ records: [VectorRecord], namespace: String) async throws(KapellError) -> UInt64? {
        try options.check(records)
        return try change { state in
            for record in records { state.spaces[namespace, default: [:]][record.id] = record }
        }.sequence
    }

    func delete(ids: [String], namespace: String) async throws(KapellError) -> Int? {
        try change { state in
            var count = 0
            for id in ids where state.spaces[namespace]?.removeValue(forKey: id) != nil { count += 1 }
            return count
        }.result
    }

    func delete(where filter: Filter, namespace: String) async throws(KapellError) -> Int? {
        try await delete(ids: try matching(filter, namespace).map(\.id), namespace: namespace)
    }

    func records(
        ids: [String], namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        let space = try read { $0.spaces[namespace] ?? [:] }
        return ids.compactMap { space[$0].map { Self.part($0, parts) } }
    }

    func query(_ query: VectorQuery) async throws(KapellError) -> VectorQueryResult {
        if Task.isCancelled { throw KapellError(.cancelled, "The request was cancelled.") }
        try options.check(query)
        let (records, sequence) = (try matching(query.filter, query.namespace), try read { $0.sequence })
        let nearest = query.vector.map { vector in
            candidates(records.map { ($0, ConformanceData.score(vector, $0.vector, options.metric)) }, query)
        }
        let words = query.text.map { text in
            let terms = Set(terms(text, isQuery: true))
            let scored = records.map { record in
                (record, Double(self.terms(record.text ?? "").filter { terms.contains($0) }.count))
            }
            return candidates(scored.filter { $0.1 > 0 }, query)
        }
        let matches = try await query.matches(nearest: nearest, words: words) { ids async throws(KapellError) in
            try await self.records(ids: ids, namespace: query.namespace, parts: query.parts)
        }
        let plan = VectorQueryResult.Plan(
            name: nearest == nil ? "words" : words == nil ? "exact" : "hybrid", isExact: true, visited: records.count,
            available: records.count, sequence: sequence)
        return VectorQueryResult(matches: matches, plan: plan)
    }

    func count(where filter: Filter?, namespace: String) async throws(KapellError) -> Int {
        try matching(filter, namespace).count
    }

    func scroll(
        after id: String?, limit: Int, where filter: Filter?, namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        guard limit >= 0 else {
            throw KapellError(.invalidRequest, "\(limit) records cannot be read.", remedy: "Set a limit of 0 or more.")
        }
        return try matching(filter, namespace).filter { id?.precedes($0.id) ?? true }
            .sorted { $0.id.precedes($1.id) }.prefix(limit).map { Self.part($0, parts) }
    }

    func namespaces() async throws(KapellError) -> [String] {
        try read { $0.spaces.filter { !$0.value.isEmpty }.keys.sorted { $0.precedes($1) } }
    }

    func drop(namespace: String) async throws(KapellError) {
        _ = try change { $0.spaces[namespace] = nil }
    }

    // MARK: Parts

    private func candidates(_ scored: [(VectorRecord, Double)], _ query: VectorQuery) -> [VectorCandidate] {
        scored.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.id.precedes($1.0.id) }.prefix(query.candidateCount).map {
            VectorCandidate(record: Self.part($0.0, query.candidateParts), score: $0.1)
        }
    }

    private func terms(_ text: String, isQuery: Bool = false) -> [String] {
        let tokens = analyzer?.tokens(text, isQuery: isQuery) ?? []
        let content = tokens.filter { !$0.isStopWord }
        return (isQuery && !content.isEmpty ? content : tokens).map(\.term)
    }

    private static func part(_ record: VectorRecord, _ parts: VectorRecordParts) -> VectorRecord {
        var record = record
        if !parts.contains(.vector) { record.vector = [] }
        if !parts.contains(.text) { record.text = nil }
        if !parts.contains(.metadata) { record.metadata = Metadata() }
        return record
    }

    private func matching(_ filter: Filter?, _ namespace: String) throws(KapellError) -> [VectorRecord] {
        try filter?.checkDepth()
        let records = try read { $0.spaces[namespace].map { Array($0.values) } ?? [] }
        guard let filter else { return records }
        return records.filter { filter.matches($0.metadata) }
    }

    private func read<T: Sendable>(_ body: (State) -> T) throws(KapellError) -> T {
        let found = state.withLock { $0.isDropped ? nil : body($0) }
        guard let found else { throw gone }
        return found
    }

    private func change<T: Sendable>(
        _ body: (inout State) -> T
    ) throws(KapellError) -> (result: T, sequence: UInt64) {
        let found = state.withLock { state -> (T, UInt64)? in
            guard !state.isDropped else { return nil }
            let result = body(&state)
            state.sequence += 1
            return (result, state.sequence)
        }
        guard let found else { throw gone }
        return (found.0, found.1)
    }

    private var gone: KapellError {
        KapellError(.notFound, "The collection \(options.name) was dropped.", remedy: "Make it anew, or open another.")
    }
}
