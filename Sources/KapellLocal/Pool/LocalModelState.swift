/// How a model of a pool stands.
public struct LocalModelState: Sendable, Hashable {
    public var name: String
    public var purpose: ModelPurpose
    public var isLoaded: Bool
    /// Bytes of the weights and of the context; 0 where it is not loaded.
    public var bytes: Int64
    /// What it has done since it was loaded, for a chat model that is.
    public var counts: EngineCounts?
    /// Tokens of one request, for a chat model that is loaded.
    public var context: Int?

    init(_ model: LocalChatModel) {
        name = model.model
        purpose = .chat
        counts = model.counts
        context = model.window
        isLoaded = counts != nil
        bytes = counts.map { $0.weightBytes + $0.cacheBytes } ?? 0
    }

    init(_ model: LocalEmbeddingModel) {
        name = model.model
        purpose = .embedding
        bytes = model.weightBytes ?? 0
        isLoaded = model.isLoaded
    }
}
