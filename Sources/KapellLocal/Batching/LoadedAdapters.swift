internal import CLlama
import KapellCore

/// Adapters that were loaded for a model, and those that are in use. Belongs to the engine's thread.
struct LoadedAdapters {
    /// Those that were used last stay.
    private static let most = 8

    private let model: LlamaModel
    private var loaded: [(path: String, pointer: OpaquePointer)] = []
    private var current: [AdapterUse] = []

    init(_ model: LlamaModel) { self.model = model }

    /// Has the next batches computed with these, and no others.
    ///
    /// - Throws: `.model` for a file that is none for this model.
    mutating func use(_ adapters: [AdapterUse], in context: OpaquePointer) throws(KapellError) {
        guard adapters != current else { return }
        var pointers: [OpaquePointer?] = []
        for adapter in adapters { pointers.append(try load(adapter)) }
        var scales = adapters.map(\.scale)
        guard llama_set_adapters_lora(context, &pointers, pointers.count, &scales) == 0 else {
            throw KapellError(.model, "llama.cpp refuses the adapters. \(Llama.takeLastError())")
        }
        current = adapters
        while loaded.count > Self.most,
            let index = loaded.firstIndex(where: { old in
                !adapters.contains { $0.path == old.path }
            })
        {
            llama_adapter_lora_free(loaded.remove(at: index).pointer)
        }
    }

    private mutating func load(_ adapter: AdapterUse) throws(KapellError) -> OpaquePointer {
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

    private mutating func load(_ path: String) throws(KapellError) -> OpaquePointer {
        if let index = loaded.firstIndex(where: { $0.path == path }) {
            let entry = loaded.remove(at: index)
            loaded.append(entry)
            return entry.pointer
        }
        _ = try GGUFInspector.inspect(path: path)
        guard let pointer = llama_adapter_lora_init(model.pointer, path) else {
            throw KapellError(
                .model, "The adapter \(path) cannot be used with \(model.path). \(Llama.takeLastError())",
                remedy: "Name a LoRA in GGUF form that was made for this model.")
        }
        loaded.append((path, pointer))
        return pointer
    }

    mutating func free(_ context: OpaquePointer) {
        llama_set_adapters_lora(context, nil, 0, nil)
        for entry in loaded { llama_adapter_lora_free(entry.pointer) }
        loaded = []
    }
}
