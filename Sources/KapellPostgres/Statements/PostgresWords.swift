package import KapellCore
import KapellLexical
import KapellVectors

/// Texts as `tsvector` and `tsquery`, whose terms are those of the collection's own analyzer: documents and queries are
/// cut alike, and PostgreSQL only ranks.
package struct PostgresWords: Sendable {
    /// What PostgreSQL takes of one text.
    private static let maximumBytes = 1_000_000
    private static let maximumPosition = 16_383
    private static let maximumPositions = 255

    private let analyzer: Analyzer

    /// - Throws: `invalidRequest` for an analyzer that this program does not have.
    package init(_ identifier: String) throws(KapellError) {
        do { analyzer = try Analyzer(identifier: identifier) } catch {
            throw KapellError(
                .invalidRequest, "The analyzer \(identifier.prefix(120)) is not known.",
                remedy: "Use an Analyzer's identifier.")
        }
    }

    /// - Throws: `tooLarge` for a text with too many different words.
    package func vector(_ text: String, id: String) throws(KapellError) -> String {
        var places: [String: [Int]] = [:]
        var order: [String] = []
        for token in analyzer.tokens(text) {
            let place = min(token.position &+ 1, Self.maximumPosition)
            if places[token.term] == nil { order.append(token.term) }
            if places[token.term, default: []].count < Self.maximumPositions {
                places[token.term, default: []].append(place)
            }
        }
        let result = order.map { term in
            Self.quoted(term) + ":" + (places[term] ?? []).map(String.init).joined(separator: ",")
        }.joined(separator: " ")
        guard order.reduce(0, { $0 + $1.utf8.count + 2 * (places[$1]?.count ?? 0) + 8 }) <= Self.maximumBytes else {
            throw KapellError(
                .tooLarge, "The text of the record \"\(id.prefix(40))\" has more words than PostgreSQL can search.",
                remedy: "Split it into several records.")
        }
        return result
    }

    /// Any of the words; `nil` for a text without words.
    package func query(_ text: String) -> String? {
        let tokens = analyzer.tokens(text, isQuery: true)
        let content = tokens.filter { !$0.isStopWord }
        let chosen =
            switch analyzer.stopWords {
            case .keep: tokens
            case .skipInQueries: content.isEmpty ? tokens : content
            case .remove: content
            }
        let terms = Set(chosen.map(\.term)).sorted()
        return terms.isEmpty ? nil : terms.map(Self.quoted).joined(separator: " | ")
    }

    private static func quoted(_ term: String) -> String {
        var text = "'"
        for scalar in term.unicodeScalars where scalar != "\0" {
            if scalar == "'" || scalar == "\\" { text.unicodeScalars.append(scalar) }
            text.unicodeScalars.append(scalar)
        }
        return text + "'"
    }
}
