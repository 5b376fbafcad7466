public import KapellCore
public import KapellJSON

/// A passage that a search found.
public struct SearchResult: Sendable, Hashable {
    public var passage: Passage
    /// Headings above the passage, outermost first, joined by ` › `.
    public var heading: String
    /// The header of the table whose rows the passage holds without it; empty otherwise.
    public var tableHeader: String = ""
    /// The larger passage around it, for a reader or a model that wants more of the context; `nil` where documents are
    /// cut without (`chunk.parents` in kapell.yaml).
    public var parent: Passage?
    /// Of reciprocal rank fusion: for ordering, not a measure of relevance.
    public var score: Double
    /// Place among the matches by words, from 1; `nil` when it was not among them.
    public var lexicalRank: Int?
    /// Place among the matches by meaning, from 1; `nil` when it was not among them.
    public var denseRank: Int?
    /// Cosine of the question's and the passage's vectors.
    public var similarity: Double

    /// `{"document", "document_id", "page", "start", "end", "text", "score", "heading", "lexical_rank", "dense_rank",
    /// "similarity", "table_header", "parent"}`; the parent is `null` or `{"page", "start", "end", "text"}`. A passage and
    /// a parent in a part of their document have its name, too: `"part"`.
    public var json: JSONObject {
        var object = passage.json
        object["score"] = .number(score)
        object["heading"] = .string(heading)
        object["lexical_rank"] = lexicalRank.map { .integer(Int64($0)) } ?? .null
        object["dense_rank"] = denseRank.map { .integer(Int64($0)) } ?? .null
        object["similarity"] = .number(similarity)
        object["table_header"] = .string(tableHeader)
        object["parent"] = .null
        if let parent {
            var around = parent.json
            around["document"] = nil
            around["document_id"] = nil
            object["parent"] = .object(around)
        }
        return object
    }
}

extension SearchResult {
    /// A passage that no search found.
    init(passage: Passage, heading: String, tableHeader: String = "") {
        self.init(
            passage: passage, heading: heading, tableHeader: tableHeader, score: 0, lexicalRank: nil, denseRank: nil,
            similarity: 0)
    }

    /// A passage of a chunk that no search found.
    init(passage: Passage, of chunk: ChunkRecord) {
        self.init(passage: passage, heading: chunk.heading, tableHeader: chunk.tableHeader)
    }
}
