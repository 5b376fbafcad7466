internal import CLlama
import KapellCore

/// Adapters that were loaded for a model, and those that are in use. Belongs to the engine's thread.
struct LoadedAdapters {
    /// Those that were used last stay.
    private static let most = 8

    private let model: LlamaModel
    private var loaded: [(path: String, adapter: LlamaAdapter)] = []
    private var current: [AdapterUse] = []

    init(_ model: LlamaModel) { self.model = model }

    /// Has the next batches computed with these, and no others.
    ///
    /// - Throws: `.model` for a file that is none for this model.
    mutating func use(_ adapters: [AdapterUse], in context: OpaquePointer) throws(KapellError) {
        guard adapters != current else { return }
        var used: [(adapter: LlamaAdapter, scale: Float)] = []
        for adapter in adapters { used.append((try load(adapter), adapter.scale)) }
        try LlamaAdapter.use(used, in: context)
        current = adapters
        while loaded.count > Self.most,
            let index = loaded.firstIndex(where: { old in
                !adapters.contains { $0.path == old.path }
            })
        {
            loaded.remove(at: index)
        }
    }

    private mutating func load(_ adapter: AdapterUse) throws(KapellError) -> LlamaAdapter {
        guard let name = adapter.name else { return try load(adapter.path) }
        do { return try load(adapter.path) } catch {
            // It is the configuration that is wrong, not the request.
            throw KapellError(
                .configuration, "The adapter \(name) cannot be used. \(error.message)",
                remedy:
                    "Mend it below `adapters` of the model in kapell.yaml; `kapell check` says where its file should be."
            )
        }
    }

    private mutating func load(_ path: String) throws(KapellError) -> LlamaAdapter {
        if let index = loaded.firstIndex(where: { $0.path == path }) {
            let entry = loaded.remove(at: index)
            loaded.append(entry)
            return entry.adapter
        }
        let adapter = try LlamaAdapter(path: path, of: model)
        loaded.append((path, adapter))
        return adapter
    }

    mutating func free(_ context: OpaquePointer) {
        llama_set_adapters_lora(context, nil, 0, nil)
        loaded = []
    }
}
