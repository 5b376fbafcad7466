/// How documents are cut into passages.
public struct ChunkingOptions: Sendable, Hashable {
    public var by: ChunkingStrategy
    /// The most tokens of a passage, at least 16: estimated, but for ``ChunkingStrategy/tokens``.
    public var tokens: Int
    /// The most sentences of a passage, for ``ChunkingStrategy/sentence``; as many as fit when `nil`.
    public var sentences: Int?
    /// What a passage repeats of the one before. Within a section when cut by structure, within a file of source code,
    /// and throughout the document otherwise.
    public var overlap: ChunkOverlap
    /// The most tokens, estimated, of the larger passages that are given as context; none are made when `nil`.
    public var parents: Int?

    public init(
        by: ChunkingStrategy = .structure, tokens: Int = 160, sentences: Int? = nil, overlap: ChunkOverlap = .none,
        parents: Int? = nil
    ) {
        self.by = by
        self.tokens = max(16, tokens)
        self.sentences = sentences.map { max(1, $0) }
        self.overlap = overlap
        self.parents = parents.map { max(16, $0) }
    }

    /// What must be equal for two sets of passages to be cut alike.
    public var fingerprint: String {
        var parts = ["\(by.rawValue) \(tokens)"]
        if by == .sentence, let sentences { parts.append("sentences \(sentences)") }
        if !overlap.isNone {
            if let tokens = overlap.tokens { parts.append("overlap \(tokens)") }
            if let sentences = overlap.sentences { parts.append("overlap \(sentences) sentences") }
        }
        if let parents { parts.append("parents \(parents)") }
        return parts.joined(separator: ", ")
    }

    /// The most tokens that are repeated.
    var overlapTokens: Int { overlap.isNone ? 0 : min(overlap.tokens ?? .max, min(max(16, tokens), 1_000_000) / 2) }
}
