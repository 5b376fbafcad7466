/// A model as a pool sees it.
protocol PooledModel: AnyObject, Sendable {
    var model: String { get }
    /// Bytes that it takes; `nil` where it is not loaded.
    var loadedBytes: Int64? { get }
    /// Whether it computes, or requests wait for it.
    var isBusy: Bool { get }
    /// When it was used last, among the models of this process.
    var lastUse: Int64 { get }
    func unload()
}

extension LocalChatModel: PooledModel {
    var loadedBytes: Int64? { counts.map { $0.weightBytes + $0.cacheBytes } }
}

extension LocalEmbeddingModel: PooledModel {
    var loadedBytes: Int64? { weightBytes }
}
