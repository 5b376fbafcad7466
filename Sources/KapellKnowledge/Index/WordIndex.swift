package import KapellCore
package import KapellLexical
import KapellText

/// The words of a knowledge base's chunks, as they were at one moment.
///
/// A word here is what it is to the rest of this target, which compares questions with sentences: cut by ``Words``,
/// spelled by ``Spelling``, stemmed by ``Stemmer``. The index gets stems and cuts nothing but scripts without spaces.
package struct WordIndex: Sendable {
    private let reader: LexicalReader

    package init(_ reader: LexicalReader) { self.reader = reader }

    /// Chunks that are indexed.
    package var count: Int { reader.count() }

    /// Chunks that hold at least one of `terms`, best first by BM25; equals in the order in which they were written.
    ///
    /// A term is taken as words, never as a query. A term of several words is a phrase. At most 256 different terms are
    /// used, the first.
    package func best(_ terms: [String], limit: Int) throws(KapellError) -> [Int64] {
        var seen: Set<String> = []
        var phrases: [LexicalQuery] = []
        for term in terms where phrases.count < Self.mostTerms && seen.insert(term).inserted {
            phrases.append(Self.phrase(term))
        }
        guard limit > 0, !phrases.isEmpty else { return [] }
        return try search(.combined(should: phrases), limit: limit).matches.map(\.id)
    }

    /// Chunks that hold a term, in no order.
    package func chunks(holding term: String) throws(KapellError) -> [Int64] {
        try search(Self.phrase(term), limit: .max).matches.map(\.id)
    }

    /// In how many chunks a term is.
    package func frequency(of term: String) throws(KapellError) -> Int {
        try search(Self.phrase(term), limit: 0).available ?? 0
    }

    private func search(_ query: LexicalQuery, limit: Int) throws(KapellError) -> LexicalResult {
        do throws(LexicalError) {
            return try reader.search(query, limit: limit, limits: Self.limits, exhaustive: limit == 0)
        } catch {
            throw KapellError(.invalidRequest, error.description, remedy: error.remedy)
        }
    }

    private static let mostTerms = 256
    private static let limits: LexicalLimits = {
        var limits = LexicalLimits()
        limits.bytes = 1 << 20
        limits.clauses = 1 << 18
        return limits
    }()

    // MARK: Words

    private static func phrase(_ term: String) -> LexicalQuery { .phrase(stems(term)) }

    private static func stems(_ text: String) -> String { Words.split(text).map(\.stem).joined(separator: " ") }

    /// What is indexed of a chunk. A word of the heading counts as two of the text.
    private static func stems(_ chunk: TextChange.Text) -> String {
        let heading = stems(chunk.heading)
        let header = stems(chunk.tableHeader)
        let text = header.isEmpty ? stems(chunk.text) : "\(header)\n\(stems(chunk.text))"
        return heading.isEmpty ? text : "\(heading)\n\(heading)\n\(text)"
    }
}

extension WordIndex {
    /// The name of the words in a snapshot. The number is the version of the rules above: another one is not found, and
    /// the words are indexed again.
    package static let section = "words-1"

    package static func empty() throws(KapellError) -> LexicalIndex {
        do throws(LexicalError) { return LexicalIndex(try schema()) } catch {
            throw KapellError(.internalError, error.description, remedy: error.remedy)
        }
    }

    /// The index of a snapshot; `nil` where it is missing, damaged, of another schema or ahead of its store.
    static func open(_ bytes: [UInt8]?, notAfter sequence: Int64) -> LexicalIndex? {
        guard let bytes, let index = try? LexicalIndex(snapshot: bytes), let schema = try? schema(),
            index.schema == schema, (0...sequence).contains(index.sequence)
        else { return nil }
        return index
    }

    /// Applies changes that follow each other, of which `sequence` is the last.
    package static func apply(
        _ changes: [TextChange], to index: LexicalIndex, through sequence: Int64
    ) throws(KapellError) {
        do throws(LexicalError) {
            try index.update { (update: inout LexicalUpdate) throws(LexicalError) in
                for change in changes {
                    if let text = change.text {
                        try update.upsert(LexicalDocument(id: change.chunk, text: stems(text)))
                    } else {
                        update.delete(change.chunk)
                    }
                }
                update.sequence = sequence
            }
        } catch {
            throw KapellError(.invalidRequest, error.description, remedy: error.remedy)
        }
    }

    private static func schema() throws(LexicalError) -> LexicalSchema {
        try LexicalSchema(analyzer: Analyzer(language: .none, stopWords: .keep))
    }
}
