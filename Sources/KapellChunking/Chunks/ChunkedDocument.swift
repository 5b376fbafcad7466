/// What a document was cut into.
public struct ChunkedDocument: Sendable, Hashable {
    /// In the order of the text. But for white space, they hold the whole document.
    public var chunks: [Chunk]
    /// In the order of the text; empty where none were asked for.
    public var parents: [ChunkParent]
    /// How many passages are longer than the model's window although they could not be cut any further.
    public var overlong: Int
}
