import KapellCore
import KapellJSON

/// The hyper-parameters of a BERT encoder, from its `config.json`.
struct BertConfiguration: Sendable, Hashable {
    var layers: Int
    var width: Int
    var heads: Int
    var innerWidth: Int
    var positions: Int
    var tokenTypes: Int
    var vocabulary: Int
    var epsilon: Float

    /// Fails unless it is the plain BERT that llama.cpp computes: absolute positions and GELU.
    init(parsing bytes: [UInt8], name: String) throws(KapellError) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw KapellError(.corrupt, "\(name) is no JSON: \(error).")
        }
        func count(_ key: String, _ range: ClosedRange<Int>) throws(KapellError) -> Int {
            guard let value = json[key]?.intValue, range.contains(value) else {
                throw KapellError(.corrupt, "\(name) gives no usable \(key).")
            }
            return value
        }
        func require(_ key: String, _ expected: String) throws(KapellError) {
            let value = json[key]?.stringValue ?? expected
            guard value == expected else {
                throw KapellError(.unsupported, "\(name) says \(key) = \(value); only \(expected) is converted.")
            }
        }
        try require("model_type", "bert")
        try require("hidden_act", "gelu")
        try require("position_embedding_type", "absolute")
        layers = try count("num_hidden_layers", 1...200)
        width = try count("hidden_size", 32...16_384)
        heads = try count("num_attention_heads", 1...512)
        innerWidth = try count("intermediate_size", 32...65_536)
        positions = try count("max_position_embeddings", 2...1_000_000)
        tokenTypes = try count("type_vocab_size", 1...16)
        vocabulary = try count("vocab_size", 8...2_000_000)
        epsilon = Float(json["layer_norm_eps"]?.doubleValue ?? 1e-12)
        guard width % heads == 0, width % 32 == 0, innerWidth % 32 == 0, epsilon > 0, epsilon < 1 else {
            throw KapellError(.unsupported, "\(name) gives sizes that do not fit together.")
        }
    }
}
