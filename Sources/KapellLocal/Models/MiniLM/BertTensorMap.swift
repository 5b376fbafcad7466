/// The tensors of a BERT encoder: the name in the original file, the name llama.cpp asks for, and the shape.
struct BertTensorMap: Sendable, Hashable {
    /// The name in the safetensors file.
    var original: String
    /// The name in the GGUF file.
    var name: String
    /// The slowest dimension first.
    var shape: [Int]
    /// Whether it is a weight matrix, which may be stored in a short form.
    var isMatrix: Bool

    static func tensors(_ configuration: BertConfiguration) -> [BertTensorMap] {
        let width = configuration.width
        let inner = configuration.innerWidth
        var tensors: [BertTensorMap] = []
        func add(_ original: String, _ name: String, _ shape: [Int], isMatrix: Bool = false) {
            tensors.append(BertTensorMap(original: original, name: name, shape: shape, isMatrix: isMatrix))
        }
        func linear(_ original: String, _ name: String, to outputs: Int, from inputs: Int) {
            add("\(original).weight", "\(name).weight", [outputs, inputs], isMatrix: true)
            add("\(original).bias", "\(name).bias", [outputs])
        }
        func norm(_ original: String, _ name: String) {
            add("\(original).weight", "\(name).weight", [width])
            add("\(original).bias", "\(name).bias", [width])
        }
        add(
            "embeddings.word_embeddings.weight", "token_embd.weight", [configuration.vocabulary, width], isMatrix: true)
        add("embeddings.position_embeddings.weight", "position_embd.weight", [configuration.positions, width])
        add("embeddings.token_type_embeddings.weight", "token_types.weight", [configuration.tokenTypes, width])
        norm("embeddings.LayerNorm", "token_embd_norm")
        for layer in 0..<configuration.layers {
            let from = "encoder.layer.\(layer)"
            let to = "blk.\(layer)"
            linear("\(from).attention.self.query", "\(to).attn_q", to: width, from: width)
            linear("\(from).attention.self.key", "\(to).attn_k", to: width, from: width)
            linear("\(from).attention.self.value", "\(to).attn_v", to: width, from: width)
            linear("\(from).attention.output.dense", "\(to).attn_output", to: width, from: width)
            norm("\(from).attention.output.LayerNorm", "\(to).attn_output_norm")
            linear("\(from).intermediate.dense", "\(to).ffn_up", to: inner, from: width)
            linear("\(from).output.dense", "\(to).ffn_down", to: width, from: inner)
            norm("\(from).output.LayerNorm", "\(to).layer_output_norm")
        }
        return tensors
    }
}
