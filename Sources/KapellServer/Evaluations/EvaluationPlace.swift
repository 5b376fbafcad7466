public import KapellCore

/// Where the questions of a corpus are asked.
public struct EvaluationPlace: Sendable, Hashable {
    /// The corpus; `nil` for all questions.
    public var corpus: String?
    /// A knowledge base, a folder or a file; `nil` for the only knowledge base.
    public var name: String?

    /// Reads what was given with `--in`: `NAME`, or `CORPUS=NAME` where the data sets have several corpora.
    ///
    /// Where nothing was given, a corpus is asked in the knowledge base of its name.
    ///
    /// - Throws: `.invalidRequest` for a corpus without a place, or two places for one.
    public static func places(
        _ given: [String], corpora: Set<String>, knowledge: [String]
    ) throws(KapellError) -> [EvaluationPlace] {
        if given.isEmpty {
            let known = corpora.subtracting(knowledge).isEmpty && !corpora.isEmpty
            guard known else {
                guard corpora.count < 2 else { throw missing(corpora.subtracting(knowledge)) }
                return [EvaluationPlace(corpus: nil, name: nil)]
            }
            return corpora.sorted().map { EvaluationPlace(corpus: $0, name: $0) }
        }
        var places: [EvaluationPlace] = []
        for text in given {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let isNamed = parts.count == 2 && corpora.contains(String(parts[0]))
            let place = EvaluationPlace(
                corpus: isNamed ? String(parts[0]) : nil, name: isNamed ? String(parts[1]) : text)
            guard !places.contains(where: { $0.corpus == place.corpus }) else {
                throw KapellError(
                    .invalidRequest,
                    "Two places are given for \(place.corpus.map { "the corpus \($0)" } ?? "the questions").",
                    remedy: corpora.isEmpty ? "Give one." : "Write --in CORPUS=PLACE for each corpus.")
            }
            places.append(place)
        }
        if !places.contains(where: { $0.corpus == nil }) {
            let rest = corpora.subtracting(places.compactMap(\.corpus))
            guard rest.isEmpty else { throw missing(rest) }
        }
        return places
    }

    private static func missing(_ corpora: Set<String>) -> KapellError {
        let names = corpora.sorted().prefix(8).map { shown($0) }
        return KapellError(
            .invalidRequest, "It is not said where to ask about \(names.joined(separator: " and ")).",
            remedy:
                "Give a knowledge base or a folder for each: \(names.map { "--in \($0)=PLACE" }.joined(separator: " "))"
        )
    }
}
