public import KapellCore
public import KapellJSON

/// A document of a knowledge base with what is known of its quality.
public struct CatalogueEntry: Sendable, Hashable {
    public var document: DocumentRecord
    /// Two letters (ISO 639-1), or `und` where it is not known; `nil` for a document that could not be read.
    public var language: String?
    /// Words of its text.
    public var words: Int
    /// What a reader of answers should know of it, by itself and beside the others.
    public var findings: [DocumentFinding]

    /// What belongs to the document's own JSON: `{"language", "words", "findings"}`.
    public var json: JSONObject {
        [
            "language": language.map { .string($0) } ?? .null, "words": .integer(Int64(words)),
            "findings": .array(findings.map { .object($0.json) }),
        ]
    }
}
