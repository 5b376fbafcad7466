public import KapellCore

extension LocalChatModel {
    /// A model of a store, fetched and checked where it is not there yet. It is loaded on first use.
    ///
    /// - Parameter reference: `local/NAME`, `NAME`, or the path of a `.gguf` file.
    /// - Throws: what ``ModelStore/prepare(_:verify:progress:)`` throws.
    public convenience init(
        preparing reference: String, in store: ModelStore, options: LocalModelOptions = .init()
    ) async throws(KapellError) {
        let path = try await store.prepare(reference)
        self.init(model: reference, options: options) { path }
    }
}
