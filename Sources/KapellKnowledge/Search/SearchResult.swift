public import KapellCore
public import KapellJSON

/// A passage that a search found.
public struct SearchResult: Sendable, Hashable {
    public var passage: Passage
    /// Headings above the passage, outermost first, joined by ` › `.
    public var heading: String
    /// Of reciprocal rank fusion: for ordering, not a measure of relevance.
    public var score: Double
    /// Place among the matches by words, from 1; `nil` when it was not among them.
    public var lexicalRank: Int?
    /// Place among the matches by meaning, from 1; `nil` when it was not among them.
    public var denseRank: Int?
    /// Cosine of the question's and the passage's vectors.
    public var similarity: Double

    /// `{"document", "document_id", "page", "start", "end", "text", "score", "heading", "lexical_rank", "dense_rank",
    /// "similarity"}`.
    public var json: JSONObject {
        var object = passage.json
        object["score"] = .number(score)
        object["heading"] = .string(heading)
        object["lexical_rank"] = lexicalRank.map { .integer(Int64($0)) } ?? .null
        object["dense_rank"] = denseRank.map { .integer(Int64($0)) } ?? .null
        object["similarity"] = .number(similarity)
        return object
    }
}
