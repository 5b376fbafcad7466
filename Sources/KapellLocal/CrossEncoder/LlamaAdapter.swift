internal import CLlama
import KapellCore

/// A low-rank adapter (LoRA) of a model, for contexts that always compute with it.
final class LlamaAdapter: @unchecked Sendable {  // lock: immutable; llama.cpp only reads it
    let pointer: OpaquePointer
    /// Keeps what it belongs to alive.
    private let model: LlamaModel

    /// - Parameter path: a GGUF file; not needed any more afterwards.
    init(path: String, of model: LlamaModel) throws(KapellError) {
        guard let pointer = llama_adapter_lora_init(model.pointer, path) else {
            throw KapellError(
                .model, "The adapter \(path) cannot be used with \(model.path). \(Llama.takeLastError())")
        }
        self.pointer = pointer
        self.model = model
    }

    deinit { llama_adapter_lora_free(pointer) }
}
