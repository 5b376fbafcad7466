/// What a lexical index refuses, and why. `description` names the thing; `remedy` says what to do.
public enum LexicalError: Error, Sendable, Hashable {
    /// The analyser's version or identifier is not one that this program has.
    case unknownAnalyzer(String)
    /// The file was made with another analyser than the one that is asked for.
    case analyzerMismatch(expected: String, found: String)
    /// The fields, weights or parameters of an index cannot be used. The text says which.
    case invalidSchema(String)
    /// A document or a query names a field that the index does not have.
    case unknownField(String, known: [String])
    /// A document cannot be indexed. The text says why.
    case invalidDocument(id: Int64, String)
    /// A search asked for fewer than zero results.
    case negativeLimit(Int)
    /// A query goes beyond a limit. `what` names it.
    case queryTooLarge(what: String, actual: Int, limit: Int)
    /// A query cannot be searched. The text says why.
    case invalidQuery(String)
    /// A query string cannot be read. `position` counts UTF-8 bytes from 0.
    case querySyntax(position: Int, problem: String, remedy: String)
    /// The bytes are not what ``LexicalIndex/snapshot()`` wrote. `what` names the part.
    case damagedSnapshot(what: String)
    /// The bytes are whole, and this version or machine cannot read them.
    case unsupportedSnapshot(what: String)
}

extension LexicalError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownAnalyzer(let what): "The text analyser is not known here: \(what)."
        case .analyzerMismatch(let expected, let found):
            "The lexical index was made with the analyser \(found), and \(expected) is asked for."
        case .invalidSchema(let what): "The lexical index cannot be made: \(what)."
        case .unknownField(let name, _): "The lexical index has no field \(name)."
        case .invalidDocument(let id, let what): "The document with id \(id) cannot be indexed: \(what)."
        case .negativeLimit(let limit): "A search cannot return \(limit) results."
        case .queryTooLarge(let what, let actual, let limit):
            "The query has \(actual) \(what); the limit is \(limit)."
        case .invalidQuery(let what): "The query cannot be searched: \(what)."
        case .querySyntax(let position, let problem, _): "The query cannot be read at byte \(position): \(problem)."
        case .damagedSnapshot(let what): "The lexical snapshot is damaged: \(what)."
        case .unsupportedSnapshot(let what): "The lexical snapshot cannot be read here: \(what)."
        }
    }

    /// What the caller can do about it.
    public var remedy: String {
        switch self {
        case .unknownAnalyzer: "Build the index anew with an analyser of this version."
        case .analyzerMismatch: "Open the index with its own analyser, or build it anew."
        case .invalidSchema: "Correct the fields and parameters."
        case .unknownField(_, let known): "Use one of the fields \(known.joined(separator: ", "))."
        case .invalidDocument: "Correct the document, or split it."
        case .negativeLimit: "Ask for 0 or more results."
        case .queryTooLarge: "Ask a shorter question."
        case .invalidQuery: "Add a word that must or should be found."
        case .querySyntax(_, _, let remedy): remedy
        case .damagedSnapshot, .unsupportedSnapshot:
            "Remove the file and build the index anew; it holds nothing that the store does not."
        }
    }
}
