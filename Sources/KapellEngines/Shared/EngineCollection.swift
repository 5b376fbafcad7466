import KapellCore
import KapellVectors

/// A collection of any engine, with what the engine itself does not promise.
///
/// - A filter that the engine can only answer roughly is asked once more here.
/// - A search that brings fewer than were asked for is checked against the count, and made anew over all records.
/// - Reading everything in the order of ids sorts the ids here.
///
/// Each of these reads records page by page, at most ``scanLimit``; beyond that it is refused rather than wrong.
struct EngineCollection<Driver: EngineDriver>: VectorCollection {
    let driver: Driver
    let entry: EngineEntry
    let scanLimit: Int

    var options: VectorCollectionOptions { entry.options }

    func upsert(_ records: [VectorRecord], namespace: String) async throws(KapellError) -> UInt64? {
        try options.check(records)
        for record in records { try checkText(record) }
        try checkText(namespace, "The namespace")
        var start = 0
        while start < records.count {
            let end = min(start + driver.batch, records.count)
            try await driver.upsert(records[start..<end].map(EngineRow.init), entry, namespace)
            start = end
        }
        return nil
    }

    func delete(ids: [String], namespace: String) async throws(KapellError) -> Int? {
        var start = 0
        while start < ids.count {
            let end = min(start + driver.batch, ids.count)
            try await driver.delete(Array(ids[start..<end]), entry, namespace)
            start = end
        }
        return nil
    }

    func delete(where filter: Filter, namespace: String) async throws(KapellError) -> Int? {
        var ids: [String] = []
        try await scan(filter, namespace, []) { ids.append($0.id) }
        _ = try await delete(ids: ids, namespace: namespace)
        return ids.count
    }

    func records(
        ids: [String], namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        var known: [RecordKey: VectorRecord] = [:]
        var start = 0
        while start < ids.count {
            let end = min(start + driver.page, ids.count)
            for record in try await driver.records(Array(ids[start..<end]), entry, namespace, parts) {
                known[RecordKey(record.id)] = record
            }
            start = end
        }
        return ids.compactMap { known[RecordKey($0)] }
    }

    func query(_ query: VectorQuery) async throws(KapellError) -> VectorQueryResult {
        try options.check(query)
        guard query.text == nil, let vector = query.vector else {
            throw KapellError(
                .unsupported, "\(driver.engine) is searched by vectors only here.",
                remedy: "Leave out the text, or use Kapell's own engine or pgvector for hybrid search.")
        }
        let filter = try EngineFilter(query.filter, numbers: driver.answersNumbers)
        let (list, name, isExact) = try await nearest(vector, query, filter)
        let matches = try await query.matches(nearest: list, words: nil) { ids async throws(KapellError) in
            try await records(ids: ids, namespace: query.namespace, parts: query.parts)
        }
        return VectorQueryResult(
            matches: matches,
            plan: .init(
                name: "\(driver.engine) \(name)", isExact: isExact,
                depth: query.candidateCount == query.limit ? nil : query.candidateCount))
    }

    private func nearest(
        _ vector: [Float], _ query: VectorQuery, _ filter: EngineFilter
    ) async throws(KapellError) -> ([VectorCandidate], String, Bool) {
        let limit = query.candidateCount
        if limit == 0 || filter.condition == .nothing { return ([], "search", true) }
        let canSearch = filter.isExact && (driver.searchesExactly || !query.isExact)
        if canSearch {
            let search = EngineSearch(
                vector: vector, condition: filter.condition, limit: min(limit, driver.maximumMatches), ef: query.ef,
                isExact: query.isExact, parts: query.candidateParts)
            let list = try await driver.search(search, entry, query.namespace)
            if list.count >= limit { return (list, "search", query.isExact) }
            if let count = try await driver.count(filter.condition, entry, query.namespace), count <= list.count {
                return (list, "search", true)
            }
        }
        var nearest: [VectorCandidate] = []
        try await scan(query.filter, query.namespace, query.candidateParts.union(.vector)) { record in
            var kept = record
            if !query.candidateParts.contains(.vector) { kept.vector = [] }
            nearest.append(VectorCandidate(record: kept, score: Self.score(vector, record.vector, options.metric)))
            if nearest.count >= 2 * limit + 1_000 { Self.keepBest(limit, &nearest) }
        }
        Self.keepBest(limit, &nearest)
        return (nearest, "all records compared", true)
    }

    func count(where filter: Filter?, namespace: String) async throws(KapellError) -> Int {
        let translated = try EngineFilter(filter, numbers: driver.answersNumbers)
        if translated.condition == .nothing { return 0 }
        if translated.isExact, let count = try await driver.count(translated.condition, entry, namespace) {
            return count
        }
        var count = 0
        try await scan(filter, namespace, []) { _ in count += 1 }
        return count
    }

    func scroll(
        after id: String?, limit: Int, where filter: Filter?, namespace: String, parts: VectorRecordParts
    ) async throws(KapellError) -> [VectorRecord] {
        guard limit >= 0 else {
            throw KapellError(.invalidRequest, "\(limit) records cannot be read.", remedy: "Set a limit of 0 or more.")
        }
        guard limit > 0 else { return [] }
        var ids: [String] = []
        try await scan(filter, namespace, []) { record in
            if id?.precedes(record.id) ?? true { ids.append(record.id) }
        }
        let page = ids.sorted { $0.precedes($1) }.prefix(limit)
        return try await records(ids: Array(page), namespace: namespace, parts: parts)
    }

    func namespaces() async throws(KapellError) -> [String] {
        try await driver.namespaces(entry).sorted { $0.precedes($1) }
    }

    func drop(namespace: String) async throws(KapellError) { try await driver.drop(namespace: namespace, entry) }

    // MARK: Parts

    /// Every record that matches, in the engine's order.
    private func scan(
        _ filter: Filter?, _ namespace: String, _ parts: VectorRecordParts, _ body: (VectorRecord) -> Void
    ) async throws(KapellError) {
        let translated = try EngineFilter(filter, numbers: driver.answersNumbers)
        if translated.condition == .nothing { return }
        let asked = translated.isExact && driver.pagesByCondition ? nil : filter
        var cursor: String?
        var count = 0
        repeat {
            let page = try await driver.page(
                cursor, translated.condition, entry, namespace, asked == nil ? parts : parts.union(.metadata))
            count += page.records.count
            guard count <= scanLimit else {
                throw KapellError(
                    .tooLarge,
                    "\(driver.engine) cannot do this by itself, and more than \(scanLimit) records would have to be read.",
                    remedy: "Narrow it with a condition that \(driver.engine) can answer, or raise scanLimit.")
            }
            for record in page.records where asked?.matches(record.metadata) ?? true {
                var record = record
                if !parts.contains(.metadata) { record.metadata = Metadata() }
                body(record)
            }
            cursor = page.next
            if Task.isCancelled { throw KapellError(.cancelled, "The request was cancelled.") }
        } while cursor != nil
    }

    private static func keepBest(_ limit: Int, _ list: inout [VectorCandidate]) {
        list.sort { $0.score != $1.score ? $0.score > $1.score : $0.record.id.precedes($1.record.id) }
        if list.count > limit { list.removeLast(list.count - limit) }
    }

    private static func score(_ a: [Float], _ b: [Float], _ metric: VectorMetric) -> Double {
        var (product, squaresA, squaresB, difference) = (0.0, 0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            let (x, y) = (Double(x), Double(y))
            product += x * y
            squaresA += x * x
            squaresB += y * y
            difference += (x - y) * (x - y)
        }
        return switch metric {
        case .dot: product
        case .l2: -difference
        case .cosine: squaresA > 0 && squaresB > 0 ? product / (squaresA * squaresB).squareRoot() : 0
        }
    }

    private func checkText(_ record: VectorRecord) throws(KapellError) {
        let name = record.id.prefix(40)
        try checkText(record.id, "The id \"\(name)\"")
        try checkText(record.text, "The text of the record \"\(name)\"")
        try checkText(record.parent, "The parent of the record \"\(name)\"")
    }

    private func checkText(_ text: String?, _ what: @autoclosure () -> String) throws(KapellError) {
        guard let text, text.utf8.contains(0) else { return }
        throw KapellError(
            .invalidRequest, "\(what()) holds the character U+0000, which \(driver.engine) cannot store.",
            remedy: "Take it out.")
    }
}
