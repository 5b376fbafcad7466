internal import CLlama
import KapellCore

/// A low-rank adapter (LoRA) of a model.
final class LlamaAdapter: @unchecked Sendable {  // lock: immutable; llama.cpp only reads it
    private let pointer: OpaquePointer
    /// Keeps what it belongs to alive.
    private let model: LlamaModel

    /// - Parameter path: a GGUF file; not needed any more afterwards.
    /// - Throws: `.model` for a file that is none for this model.
    init(path: String, of model: LlamaModel) throws(KapellError) {
        _ = try GGUFInspector.inspect(path: path)
        guard let pointer = llama_adapter_lora_init(model.pointer, path) else {
            throw KapellError(
                .model, "The adapter \(path) cannot be used with \(model.path). \(Llama.takeLastError())",
                remedy: "Name a LoRA in GGUF form that was made for this model.")
        }
        self.pointer = pointer
        self.model = model
    }

    deinit { llama_adapter_lora_free(pointer) }

    /// Has a context compute with these, and no others. They must outlive that.
    static func use(
        _ adapters: [(adapter: LlamaAdapter, scale: Float)], in context: OpaquePointer
    ) throws(KapellError) {
        var pointers: [OpaquePointer?] = adapters.map(\.adapter.pointer)
        var scales = adapters.map(\.scale)
        guard llama_set_adapters_lora(context, &pointers, pointers.count, &scales) == 0 else {
            throw KapellError(.model, "llama.cpp refuses the adapters. \(Llama.takeLastError())")
        }
    }
}
