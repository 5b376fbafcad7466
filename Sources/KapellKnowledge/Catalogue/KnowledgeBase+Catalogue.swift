import KapellCore
import KapellQuality

extension KnowledgeBase {
    /// The documents by name, those that failed included, each with its findings; none when nothing was indexed yet.
    ///
    /// The language that is wrong is told by ``KnowledgeOptions/language`` as it is now. Documents of a store that an
    /// older version wrote have no findings until the next ingestion.
    public func catalogue() async throws -> [CatalogueEntry] {
        guard let collection = try await store.collection(name) else { return [] }
        let documents = try await store.documents(in: collection.id)
        let qualities = try await store.qualities(in: collection.id, marks: false)
        let names = Dictionary(documents.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        var partners: [Int64: [(id: Int64, similarity: Double)]] = [:]
        for pair in try await store.nearDuplicates(in: collection.id) {
            partners[pair.first, default: []].append((pair.second, pair.similarity))
            partners[pair.second, default: []].append((pair.first, pair.similarity))
        }
        return documents.map { document in
            let quality = document.failure == nil ? qualities[document.id] : nil
            var findings = quality?.findings ?? []
            if let expected = options.language, let language = quality?.language,
                let finding = TextQuality.wrongLanguage(language, expected: expected)
            {
                findings.append(finding)
            }
            let near = (partners[document.id] ?? []).sorted { ($0.similarity, $1.id) > ($1.similarity, $0.id) }
            if let nearest = near.first {
                findings.append(
                    DuplicateSearch.finding(
                        nearest.similarity, of: nearest.id, name: names[nearest.id] ?? "", others: near.count - 1))
            }
            if let finding = BoilerplateSurvey.finding(quality?.boilerplate ?? 0) { findings.append(finding) }
            return CatalogueEntry(
                document: document, language: quality?.language, words: quality?.words ?? 0, findings: findings)
        }
    }

    /// Compares what was written since the last comparison with everything else, see ``catalogue()``.
    func compare() async throws {
        guard let collection = try await store.collection(name) else { return }
        try await CollectionComparison(store: store, collection: collection.id).run()
    }
}
