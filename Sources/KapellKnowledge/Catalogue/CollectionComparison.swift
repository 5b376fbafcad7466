import KapellCore
import KapellQuality

/// Compares the documents of a knowledge base that were written since the last comparison with all others: which are
/// near duplicates, and how much of each is boilerplate of its folder.
///
/// Documents that were never judged, of an older store or by older rules, are judged first, from their text in the store.
/// What was compared stays compared: only new pairs are verified, on the two texts themselves.
struct CollectionComparison {
    let store: any KnowledgeStore
    let collection: Int64

    func run() async throws {
        let documents = try await store.documents(in: collection).filter { $0.failure == nil }
        var qualities = try await store.qualities(in: collection, marks: true)
        for document in documents where qualities[document.id]?.rules != TextQuality.rules {
            try Task.checkCancellation()
            let text = try await store.text(of: document.id) ?? ""
            let quality = TextQuality.of(
                text, pages: document.pages, isProse: IngestPlan.Job.isProse(document.kind))
            try await store.write(quality, of: document.id)
            qualities[document.id] = quality
        }
        let fresh = Set(documents.map(\.id).filter { qualities[$0]?.isCompared != true })
        try await store.writeComparison(
            duplicates: try await duplicates(documents, qualities, fresh), boilerplate: shares(documents, qualities),
            compared: fresh.sorted(), in: collection)
    }

    /// Pairs of which one is new, verified exactly.
    private func duplicates(
        _ documents: [DocumentRecord], _ qualities: [Int64: DocumentQuality], _ fresh: Set<Int64>
    ) async throws -> [NearDuplicate] {
        guard !fresh.isEmpty else { return [] }
        var search = DuplicateSearch()
        var texts = ShingleCache(store: store)
        var pairs: [NearDuplicate] = []
        for id in documents.map(\.id).sorted() {
            try Task.checkCancellation()
            guard let signature = qualities[id].flatMap({ MinHashSignature(bytes: $0.signature) }) else { continue }
            for other in search.add(id, signature) where fresh.contains(id) || fresh.contains(other) {
                let similarity = Shingles.similarity(try await texts[other], try await texts[id])
                if similarity >= DuplicateSearch.threshold {
                    pairs.append(NearDuplicate(first: other, second: id, similarity: similarity))
                }
            }
        }
        return pairs
    }

    /// The shares of boilerplate that are not what was written before.
    private func shares(_ documents: [DocumentRecord], _ qualities: [Int64: DocumentQuality]) -> [Int64: Double] {
        var shares: [Int64: Double] = [:]
        for folder in Dictionary(grouping: documents, by: Self.folder).values {
            var survey = BoilerplateSurvey()
            let marks = folder.map { document in
                (id: document.id, marks: qualities[document.id].flatMap { LineMarks(bytes: $0.lines) })
            }
            for case (_, let marks?) in marks { survey.add(marks) }
            for case (let id, let marks?) in marks {
                let share = survey.share(of: marks)
                if abs(share - (qualities[id]?.boilerplate ?? 0)) > 0.001 { shares[id] = share }
            }
        }
        return shares
    }

    /// The folder that a document lies in.
    private static func folder(_ document: DocumentRecord) -> String {
        document.path.lastIndex(of: "/").map { String(document.path[..<$0]) } ?? ""
    }
}

/// The shingles of the last few texts that were compared.
private struct ShingleCache {
    let store: any KnowledgeStore
    private var kept: [(id: Int64, shingles: Shingles)] = []
    private static let size = 8

    init(store: any KnowledgeStore) { self.store = store }

    subscript(id: Int64) -> Shingles {
        mutating get async throws {
            if let found = kept.first(where: { $0.id == id }) { return found.shingles }
            let shingles = Shingles(try await store.text(of: id) ?? "")
            if kept.count >= Self.size { kept.removeFirst() }
            kept.append((id, shingles))
            return shingles
        }
    }
}
