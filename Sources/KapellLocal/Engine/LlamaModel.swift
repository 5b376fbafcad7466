internal import CKapellLlama
internal import CLlama
import KapellCore

/// A loaded model file. The weights are mapped, or kept as panels where the processor multiplies those faster.
///
/// Its vocabulary may be read from any thread; everything else belongs to the worker thread of the engine that owns it.
final class LlamaModel: @unchecked Sendable {  // lock: none needed, the model is immutable once it is loaded
    let pointer: OpaquePointer
    let vocabulary: Vocabulary
    let path: String
    /// Of the file, where weights are kept as panels.
    private let pages: MappedPages?

    /// Loads a file. The file is inspected first, so that a damaged one never reaches llama.cpp.
    ///
    /// - Parameter onlyVocabulary: leaves the weights out.
    init(path: String, onlyVocabulary: Bool = false) throws {
        _ = Llama.started
        _ = try GGUFInspector.inspect(path: path)
        var parameters = llama_model_default_params()
        parameters.n_gpu_layers = 0
        parameters.vocab_only = onlyVocabulary
        let panels = kapell_llama_panel_bytes_made_here()
        let (loaded, pages) = MappedPages.mapping(path) { llama_model_load_from_file(path, parameters) }
        guard let model = loaded else {
            let reason = Llama.takeLastError()
            throw KapellError(
                .model, "The model \(path) cannot be loaded\(reason.isEmpty ? "." : ": \(reason)")",
                remedy: "Fetch it again with `kapell pull`, or name another model under `models` in kapell.yaml.")
        }
        pointer = model
        self.path = path
        self.pages = kapell_llama_panel_bytes_made_here() > panels ? pages : nil
        self.pages?.release()
        vocabulary = Vocabulary(llama_model_get_vocab(model))
    }

    /// What tells the file from others: its place, its length and when it was changed.
    var identity: String {
        let facts = FileSystem.facts(of: path)
        return "\(path) \(facts?.bytes ?? 0) \(facts?.modified ?? 0)"
    }

    /// Gives back what was read of the file since. Rows of words are; where other weights are, too, the system has them
    /// in its cache still, and it costs a few milliseconds a gigabyte to map them again: so not for each batch.
    func releasePages() { pages?.release() }

    deinit { llama_model_free(pointer) }

    /// Tokens that the model was trained to attend to.
    var trainedContext: Int { Int(llama_model_n_ctx_train(pointer)) }

    /// Heads that look back, of all layers together.
    var attentionHeads: Int { max(1, Int(llama_model_n_head(pointer)) * Int(llama_model_n_layer(pointer))) }

    /// Numbers that it learned.
    var parameters: UInt64 { llama_model_n_params(pointer) }

    /// Whether its keys and values can lie in a buffer for each sequence.
    var canSeparate: Bool {
        !llama_model_is_recurrent(pointer) && !llama_model_is_hybrid(pointer) && !llama_model_has_encoder(pointer)
    }

    /// Bytes of its weights.
    var bytes: Int64 { Int64(llama_model_size(pointer)) }

    /// Length of its vectors.
    var dimensions: Int { Int(llama_model_n_embd(pointer)) }

    /// Whether it reads a whole text at once (BERT and its kin), and so cannot write.
    var isEncoder: Bool {
        metadata("general.architecture")?.hasSuffix("bert") ?? false || !llama_model_has_decoder(pointer)
    }

    /// Whether it was made for vectors.
    var isEmbedding: Bool { isEncoder || ownPooling != nil }

    /// How the vectors of tokens become one, by the file; the mean where it says nothing.
    var pooling: llama_pooling_type { ownPooling ?? LLAMA_POOLING_TYPE_MEAN }

    private var ownPooling: llama_pooling_type? {
        guard let name = metadata("general.architecture"), let text = metadata("\(name).pooling_type"),
            let value = Int32(text), (1...3).contains(value)
        else { return nil }
        return llama_pooling_type(value)
    }

    /// A value of the file's metadata.
    func metadata(_ key: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 512)
        let count = llama_model_meta_val_str(pointer, key, &buffer, buffer.count)
        guard count >= 0 else { return nil }
        return String(
            decoding: buffer.prefix(min(Int(count), buffer.count - 1)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
