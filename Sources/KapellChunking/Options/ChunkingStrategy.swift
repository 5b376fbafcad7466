/// Along what a document is cut into passages.
public enum ChunkingStrategy: String, Sendable, Hashable, CaseIterable {
    /// Along headings, paragraphs, sentences, tables and blocks of code; source code along its declarations.
    case structure
    /// So many whole sentences, or as many as fit, whatever heading they stand under.
    case sentence
    /// As many whole words as fit, counted by the embedding model's own tokenizer where it can be had.
    case tokens
    /// Along declarations, blank lines and lines, as source code is, whatever the document is.
    case code
}
