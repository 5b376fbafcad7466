import KapellCore
import KapellLocal
import KapellTesting
import Testing

@Suite("Converting a sentence encoder")
struct MiniLMTests {
    private static let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "##s", "##", "cat"]

    private static func configuration(_ change: (String, String)? = nil) -> [UInt8] {
        var members = [
            "model_type": "\"bert\"", "hidden_act": "\"gelu\"", "hidden_size": "32", "num_attention_heads": "4",
            "num_hidden_layers": "2", "intermediate_size": "64", "max_position_embeddings": "16",
            "type_vocab_size": "2", "vocab_size": "9", "layer_norm_eps": "1e-12",
        ]
        if let change { members[change.0] = change.1 }
        let text = members.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
        return Array("{\(text)}".utf8)
    }

    /// A safetensors file with all tensors of that configuration.
    private static func weights(dropping dropped: String? = nil) -> [UInt8] {
        var shapes: [(String, [Int])] = [
            ("embeddings.word_embeddings.weight", [9, 32]), ("embeddings.position_embeddings.weight", [16, 32]),
            ("embeddings.token_type_embeddings.weight", [2, 32]), ("embeddings.LayerNorm.weight", [32]),
            ("embeddings.LayerNorm.bias", [32]),
        ]
        for layer in 0..<2 {
            let parts: [(String, [Int])] = [
                ("attention.self.query", [32, 32]), ("attention.self.key", [32, 32]),
                ("attention.self.value", [32, 32]), ("attention.output.dense", [32, 32]),
                ("attention.output.LayerNorm", [32]), ("intermediate.dense", [64, 32]), ("output.dense", [32, 64]),
                ("output.LayerNorm", [32]),
            ]
            for (name, shape) in parts {
                shapes.append(("encoder.layer.\(layer).\(name).weight", shape))
                shapes.append(("encoder.layer.\(layer).\(name).bias", [shape[0]]))
            }
        }
        var header: [String] = []
        var data: [UInt8] = []
        for (name, shape) in shapes where name != dropped {
            let start = data.count
            for index in 0..<shape.reduce(1, *) {
                withUnsafeBytes(of: (Float(index % 17) / 7).bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
            header.append(
                "\"\(name)\": {\"dtype\": \"F32\", \"shape\": \(shape), "
                    + "\"data_offsets\": [\(start), \(data.count)]}")
        }
        let text = Array("{\(header.joined(separator: ", "))}".utf8)
        return ZipBuilder.number(UInt64(text.count), 8) + text + data
    }

    private func convert(
        weights: [UInt8] = weights(), tokens: [String] = tokens, configuration: [UInt8] = configuration(),
        as type: MiniLMConverter.Weights = .f16
    ) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let converter = try MiniLMConverter(
            weights: MemoryBytes(weights), vocabulary: Array((tokens.joined(separator: "\n") + "\n").utf8),
            configuration: configuration, name: "tiny", licence: "mit")
        let output = try OutputFile(path: folder.file("x.gguf"))
        try converter.write(to: output, as: type)
        return try folder.read("x.gguf")
    }

    @Test("The result has what llama.cpp asks of a bert model", arguments: MiniLMConverter.Weights.allCases)
    func header(type: MiniLMConverter.Weights) throws {
        let summary = try GGUFInspector.inspect(MemoryBytes(convert(as: type)))
        #expect(summary.architecture == "bert")
        #expect(summary.contextLength == 16)
        #expect(summary.embeddingLength == 32)
        #expect(summary.metadata["bert.pooling_type"] == .uint32(1))
        #expect(summary.metadata["bert.attention.causal"] == .bool(false))
        #expect(summary.metadata["tokenizer.ggml.bos_token_id"] == .uint32(2))
        #expect(summary.metadata["tokenizer.ggml.seperator_token_id"] == .uint32(3))
        #expect(summary.metadata["tokenizer.ggml.tokens"] == .skippedArray(elementType: 8, count: 9))
        #expect(summary.tensorCount == 5 + 2 * 16)
    }

    @Test("Word starts are marked, pieces inside words lose their marks, special tokens stay")
    func vocabulary() throws {
        let bytes = try convert()
        func holds(_ text: String) -> Bool {
            let wanted = ZipBuilder.number(UInt64(text.utf8.count), 8) + Array(text.utf8)
            return bytes.indices.contains { bytes[$0...].starts(with: wanted) }
        }
        for text in ["[CLS]", "▁the", "s", "▁##", "▁cat"] { #expect(holds(text), "\(text)") }
        #expect(!holds("##s"))
    }

    @Test("The same input gives the same bytes")
    func deterministic() throws {
        #expect(try convert() == convert())
    }

    @Test("What cannot be converted is named")
    func refusals() {
        #expect(throws: KapellError.self) { try convert(configuration: Self.configuration(("hidden_act", "\"relu\""))) }
        #expect(throws: KapellError.self) { try convert(configuration: Self.configuration(("hidden_size", "-1"))) }
        #expect(throws: KapellError.self) { try convert(configuration: Self.configuration(("vocab_size", "10"))) }
        #expect(throws: KapellError.self) { try convert(configuration: Array("[1".utf8)) }
        #expect(throws: KapellError.self) { try convert(tokens: Array(Self.tokens.dropFirst()) + ["x"]) }
        #expect(throws: KapellError.self) { try convert(tokens: Array(Self.tokens.dropLast()) + ["the"]) }
        #expect(throws: KapellError.self) {
            try convert(weights: Self.weights(dropping: "encoder.layer.1.output.dense.bias"))
        }
    }

    @Test("Damaged safetensors files give errors, never a crash")
    func fuzz() {
        let sound = Self.weights()
        var generator = SeededGenerator(3)
        for _ in 0..<400 {
            let bytes = damaged(Array(sound[..<600]), with: &generator) + sound[600...]
            guard let file = try? SafetensorsFile(MemoryBytes(bytes)) else { continue }
            for (name, tensor) in file.tensors { _ = try? file.floats(name, shape: tensor.shape) }
        }
    }

    @Test(
        "Tensors that overlap or lie outside the file are refused",
        arguments: [
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", "[]", "{\"a\":1}", "{",
        ])
    func places(header: String) {
        let bytes = ZipBuilder.number(UInt64(header.utf8.count), 8) + Array(header.utf8) + [0, 0, 0, 0, 0, 0, 0, 0]
        #expect(throws: KapellError.self) { try SafetensorsFile(MemoryBytes(bytes)) }
    }

    #if !(os(macOS) && arch(x86_64))
        @Test("Half floats are rounded as the processor rounds them")
        func half() {
            var generator = SeededGenerator(1)
            var values: [Float] = [
                0, -0.0, 1, 65504, 65519.99, 65520, .infinity, 5.9604645e-8, 2.9802322e-8, 2.98e-8, 6.1e-5,
            ]
            for _ in 0..<200_000 { values.append(Float(bitPattern: UInt32.random(in: 0...(.max), using: &generator))) }
            for _ in 0..<100_000 { values.append(Float.random(in: -0.001...0.001, using: &generator)) }
            for value in values where !value.isNaN {
                #expect(FloatPacking.half(value) == Float16(value).bitPattern, "\(value)")
            }
            #expect(Float16(bitPattern: FloatPacking.half(.nan)).isNaN)
        }
    #endif

    @Test("Brain floats keep the nearest value")
    func brain() {
        for value in [0, 1, -1, 0.1, 3.14159, 1e30, -1e-30] as [Float] {
            let back = Float(bitPattern: UInt32(FloatPacking.brain(value)) << 16)
            #expect((back - value).magnitude <= value.magnitude / 256)
        }
        #expect(Float(bitPattern: UInt32(FloatPacking.brain(.nan)) << 16).isNaN)
    }
}
