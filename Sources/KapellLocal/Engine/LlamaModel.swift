internal import CLlama
import KapellCore

/// A loaded model file. The weights are mapped, not copied.
///
/// Its vocabulary may be read from any thread; everything else belongs to the worker thread of the engine that owns it.
final class LlamaModel: @unchecked Sendable {  // lock: none needed, the model is immutable once it is loaded
    let pointer: OpaquePointer
    let vocabulary: Vocabulary
    let path: String

    /// Loads a file. The file is inspected first, so that a damaged one never reaches llama.cpp.
    init(path: String) throws {
        _ = Llama.started
        _ = try GGUFInspector.inspect(path: path)
        var parameters = llama_model_default_params()
        parameters.n_gpu_layers = 0
        guard let model = llama_model_load_from_file(path, parameters) else {
            let reason = Llama.takeLastError()
            throw KapellError(
                .model, "The model \(path) cannot be loaded\(reason.isEmpty ? "." : ": \(reason)")",
                remedy: "Fetch it again with `kapell pull`, or name another model under `models` in kapell.yaml.")
        }
        pointer = model
        self.path = path
        vocabulary = Vocabulary(llama_model_get_vocab(model))
    }

    deinit { llama_model_free(pointer) }

    /// Tokens that the model was trained to attend to.
    var trainedContext: Int { Int(llama_model_n_ctx_train(pointer)) }

    /// Length of its vectors.
    var dimensions: Int { Int(llama_model_n_embd(pointer)) }

    /// Whether it reads a whole text at once (BERT and its kin), and so cannot write.
    var isEncoder: Bool { metadata("general.architecture")?.hasSuffix("bert") ?? false }

    /// A value of the file's metadata.
    func metadata(_ key: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 512)
        let count = llama_model_meta_val_str(pointer, key, &buffer, buffer.count)
        guard count >= 0 else { return nil }
        return String(
            decoding: buffer.prefix(min(Int(count), buffer.count - 1)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
