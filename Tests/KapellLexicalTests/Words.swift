import KapellLexical
import KapellTesting

/// Random texts of a small vocabulary, so that words meet often.
enum Words {
    static let vocabulary = [
        "index", "indexes", "indexing", "table", "tables", "vacuum", "vacuuming", "log", "logs", "write", "writing",
        "ahead", "commit", "commits", "query", "queries", "plan", "plans", "planner", "the", "of", "and", "naïve",
        "max_connections", "c++", "1.5", "server", "servers", "replication", "replicate", "replica", "日本語", "été",
    ]

    static func text(_ random: inout SeededGenerator, _ length: ClosedRange<Int>) -> String {
        (0..<Int.random(in: length, using: &random)).map { _ in
            // Low numbers are frequent words.
            let place = Int.random(in: 0..<vocabulary.count, using: &random)
            return vocabulary[Int.random(in: 0...place, using: &random)]
        }.joined(separator: " ")
    }

    static func analyzer(
        _ language: LexicalLanguage = .english, stopWords: Analyzer.StopWords = .keep
    ) throws -> Analyzer {
        try Analyzer(language: language, stopWords: stopWords)
    }
}

/// BM25 as the formula says, over the tokens of all documents, without an index.
struct Naive {
    let schema: LexicalSchema
    var documents: [Int64: [String: [LexicalToken]]] = [:]

    init(_ schema: LexicalSchema) { self.schema = schema }

    mutating func upsert(_ document: LexicalDocument) {
        documents[document.id] = document.texts.mapValues { schema.analyzer.tokens($0) }
    }

    /// The scores of the documents that hold any of the terms.
    func scores(_ terms: [String]) -> [Int64: Double] {
        var scores: [Int64: Double] = [:]
        for field in schema.fields {
            let total = documents.values.reduce(0) { $0 + ($1[field.name]?.count ?? 0) }
            let average = Double(total) / Double(documents.count)
            for term in terms {
                let counts = documents.compactMapValues { texts -> Int? in
                    let count = texts[field.name]?.count { $0.term == term } ?? 0
                    return count > 0 ? count : nil
                }
                let there = Double(counts.count)
                let idf = logOf(1 + (Double(documents.count) - there + 0.5) / (there + 0.5))
                for (id, count) in counts {
                    let length = Double(documents[id]?[field.name]?.count ?? 0)
                    let frequency = Double(count)
                    let norm = schema.k1 * (1 - schema.b + schema.b * length / average)
                    scores[id, default: 0] +=
                        field.weight * idf * frequency * (schema.k1 + 1) / (frequency + norm)
                }
            }
        }
        return scores
    }

    /// What a search by forms finds: a form leads to its term, and the term to all its documents. The forms of documents
    /// that are gone may still lead there.
    struct Bounds {
        var least: Set<Int64>
        var most: Set<Int64>

        func hold(_ found: LexicalResult) -> Bool {
            let ids = Set(found.matches.map(\.id))
            return least.isSubset(of: ids) && ids.isSubset(of: most)
        }
    }

    /// - Parameter words: every form that a document ever had.
    func bounds(_ isWanted: (String) -> Bool, _ words: [LexicalToken]) -> Bounds {
        var bounds = Bounds(least: [], most: [])
        let ever = Set(words.filter { isWanted($0.form) }.map(\.term))
        for field in schema.fields {
            let texts = documents.compactMapValues { $0[field.name] }
            let now = Set(texts.values.joined().filter { isWanted($0.form) }.map(\.term))
            bounds.least.formUnion(texts.filter { $0.value.contains { now.contains($0.term) } }.keys)
            bounds.most.formUnion(texts.filter { $0.value.contains { ever.contains($0.term) } }.keys)
        }
        return bounds
    }

    func ids(where holds: ([LexicalToken]) -> Bool) -> Set<Int64> {
        Set(documents.filter { $0.value.values.contains(where: holds) }.keys)
    }
}

/// The natural logarithm by its series, so that the test shares nothing with the index.
func logOf(_ value: Double) -> Double {
    var value = value
    var halvings = 0.0
    while value > 1.5 {
        value /= 2
        halvings += 1
    }
    let ratio = (value - 1) / (value + 1)
    var power = ratio
    var sum = 0.0
    for odd in stride(from: 1.0, to: 80, by: 2) {
        sum += power / odd
        power *= ratio * ratio
    }
    return 2 * sum + halvings * 0.693147180559945309
}
