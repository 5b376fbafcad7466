package import KapellCore

/// Writes a BERT sentence encoder such as all-MiniLM-L6-v2 as one GGUF file for llama.cpp.
///
/// Mean pooling, WordPiece, attention in both directions. The result depends on the input alone, so its SHA-256 can
/// be pinned.
package struct MiniLMConverter: Sendable {
    /// How the weight matrices are stored. Norms, biases and position tables stay 32-bit floats.
    package enum Weights: String, Sendable, Hashable, CaseIterable {
        case f32, f16, bf16
        case q8 = "q8_0"

        var type: GGUFTensorType {
            switch self {
            case .f32: .f32
            case .f16: .f16
            case .bf16: .bf16
            case .q8: .q8_0
            }
        }

        /// The number GGUF gives this mix (`general.file_type`).
        var fileType: UInt32 {
            switch self {
            case .f32: 0
            case .f16: 1
            case .q8: 7
            case .bf16: 32
            }
        }
    }

    private let configuration: BertConfiguration
    private let vocabulary: WordPieceVocabulary
    private let file: SafetensorsFile
    private let name: String
    private let licence: String

    /// Reads and checks the three files of the model.
    /// - Parameters:
    ///   - weights: `model.safetensors`.
    ///   - vocabulary: the bytes of `vocab.txt`.
    ///   - configuration: the bytes of `config.json`.
    ///   - name: what the file says it is (`general.name`).
    ///   - licence: an SPDX name in lower case (`general.license`).
    package init(
        weights: any RandomAccessBytes, vocabulary: [UInt8], configuration: [UInt8], name: String, licence: String
    ) throws(KapellError) {
        self.configuration = try BertConfiguration(parsing: configuration, name: "config.json of \(name)")
        self.vocabulary = try WordPieceVocabulary(parsing: vocabulary, name: "vocab.txt of \(name)")
        self.file = try SafetensorsFile(weights)
        self.name = name
        self.licence = licence
        guard self.vocabulary.tokens.count == self.configuration.vocabulary else {
            throw KapellError(
                .corrupt,
                "vocab.txt of \(name) has \(self.vocabulary.tokens.count) tokens, config.json says "
                    + "\(self.configuration.vocabulary).")
        }
    }

    /// Writes the GGUF file. Stops with `.cancelled` when the task is cancelled.
    /// - Parameter progress: called with the number of bytes written so far.
    package func write(
        to output: OutputFile, as weights: Weights, progress: (Int64) -> Void = { _ in }
    ) throws(KapellError) {
        var writer = GGUFWriter()
        addGeneral(to: &writer, weights)
        addArchitecture(to: &writer)
        addTokenizer(to: &writer)
        for tensor in BertTensorMap.tensors(configuration) {
            let type = tensor.isMatrix ? weights.type : .f32
            let file = file
            writer.tensors.append(
                GGUFWriter.Tensor(
                    name: tensor.name, dimensions: tensor.shape.reversed().map(Int64.init), type: type
                ) { () throws(KapellError) in
                    FloatPacking.pack(try file.floats(tensor.original, shape: tensor.shape), as: type)
                })
        }
        try writer.write(to: output, progress: progress)
    }

    private func addGeneral(to writer: inout GGUFWriter, _ weights: Weights) {
        writer.set("general.architecture", .string("bert"))
        writer.set("general.type", .string("model"))
        writer.set("general.name", .string(name))
        writer.set("general.license", .string(licence))
        writer.set("general.file_type", .uint32(weights.fileType))
        writer.set("general.quantization_version", .uint32(2))
    }

    private func addArchitecture(to writer: inout GGUFWriter) {
        writer.set("bert.block_count", .uint32(UInt32(configuration.layers)))
        writer.set("bert.context_length", .uint32(UInt32(configuration.positions)))
        writer.set("bert.embedding_length", .uint32(UInt32(configuration.width)))
        writer.set("bert.feed_forward_length", .uint32(UInt32(configuration.innerWidth)))
        writer.set("bert.attention.head_count", .uint32(UInt32(configuration.heads)))
        writer.set("bert.attention.layer_norm_epsilon", .float32(configuration.epsilon))
        writer.set("bert.attention.causal", .bool(false))
        // 1 = the mean over the tokens.
        writer.set("bert.pooling_type", .uint32(1))
    }

    private func addTokenizer(to writer: inout GGUFWriter) {
        func number(_ token: String) -> GGUFValue { .uint32(vocabulary.special[token] ?? 0) }
        writer.set("tokenizer.ggml.model", .string("bert"))
        writer.set("tokenizer.ggml.pre", .string("default"))
        writer.set("tokenizer.ggml.token_type_count", .uint32(UInt32(configuration.tokenTypes)))
        writer.set("tokenizer.ggml.tokens", .strings(vocabulary.tokens))
        writer.set("tokenizer.ggml.token_type", .int32s(vocabulary.types))
        writer.set("tokenizer.ggml.bos_token_id", number("[CLS]"))
        writer.set("tokenizer.ggml.unknown_token_id", number("[UNK]"))
        // The format spells this key so.
        writer.set("tokenizer.ggml.seperator_token_id", number("[SEP]"))
        writer.set("tokenizer.ggml.padding_token_id", number("[PAD]"))
        writer.set("tokenizer.ggml.cls_token_id", number("[CLS]"))
        writer.set("tokenizer.ggml.mask_token_id", number("[MASK]"))
    }
}
