import KapellCore
import KapellLocal
import KapellTesting
import Testing

@Suite("GGUF files")
struct GGUFTests {
    private static func sample() throws -> [UInt8] {
        let folder = try TemporaryFolder()
        var writer = GGUFWriter()
        writer.set("general.architecture", .string("llama"))
        writer.set("general.name", .string("Sample"))
        writer.set("llama.context_length", .uint32(2048))
        writer.set("llama.scale", .float32(0.5))
        writer.set("llama.flag", .bool(true))
        writer.set("tokenizer.ggml.tokens", .strings([Array("a".utf8), Array("bc".utf8)]))
        writer.set("tokenizer.ggml.token_type", .int32s([1, 3]))
        for (name, dimensions, type) in [
            ("one", [64, 3], GGUFTensorType.f32), ("two", [32], .q8_0), ("three", [5], .f16),
        ] as [(String, [Int64], GGUFTensorType)] {
            let size = try #require(type.bytes(dimensions))
            writer.tensors.append(
                .init(name: name, dimensions: dimensions, type: type) { () throws(KapellError) in
                    [UInt8](repeating: 1, count: Int(size))
                })
        }
        try writer.write(to: OutputFile(path: folder.file("x")))
        return try folder.read("x")
    }

    private func failure(_ bytes: [UInt8]) -> KapellError? {
        do throws(KapellError) {
            _ = try GGUFInspector.inspect(MemoryBytes(bytes, name: "m.gguf"))
            return nil
        } catch {
            return error
        }
    }

    @Test("What is written can be read")
    func roundTrip() throws {
        let bytes = try Self.sample()
        let summary = try GGUFInspector.inspect(MemoryBytes(bytes))
        #expect(summary.version == 3)
        #expect(summary.architecture == "llama")
        #expect(summary.name == "Sample")
        #expect(summary.contextLength == 2048)
        #expect(summary.tensorCount == 3)
        #expect(summary.mainType == .f32)
        #expect(summary.splitCount == 1)
        #expect(summary.metadata["llama.flag"] == .bool(true))
        #expect(summary.metadata["tokenizer.ggml.tokens"] == .skippedArray(elementType: 8, count: 2))
        #expect(bytes.count % 32 == 0)
        #expect(summary.neededBytes <= Int64(bytes.count) && summary.neededBytes > Int64(bytes.count) - 32)
    }

    @Test("The same input gives the same bytes")
    func deterministic() throws {
        #expect(try Self.sample() == Self.sample())
    }

    @Test("A file cut in half says how much is missing")
    func cut() throws {
        let bytes = try Self.sample()
        let error = try #require(failure(Array(bytes[..<(bytes.count - 300)])))
        #expect(error.code == .corrupt)
        let summary = try GGUFInspector.inspect(MemoryBytes(bytes))
        #expect(error.message == "m.gguf is cut: it needs \(summary.neededBytes) bytes, has \(bytes.count - 300).")
        let header = try #require(failure(Array(bytes[..<100])))
        #expect(header.message.contains("cut inside its header"))
    }

    @Test(
        "A file of another kind is named",
        arguments: [
            ("PK\u{3}\u{4}xxxx", "ZIP"), ("%PDF-1.7", "PDF"), ("<!DOCTYPE html><html>", "web page"),
            ("{\"a\": 1}", "JSON"), ("version https://git-lfs", "Git LFS"), ("Hello there", "text file"),
            ("\u{1}\u{2}\u{3}\u{4}", "something else"), ("lmgg....", "GGML"),
        ])
    func kinds(head: String, kind: String) throws {
        let error = try #require(failure(Array(head.utf8)))
        #expect(error.code == .unsupported)
        #expect(error.message.contains(kind))
        #expect(error.remedy != nil)
    }

    @Test("A safetensors file, an empty file and another byte order are named")
    func special() throws {
        #expect(failure([20, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x22])?.message.contains("safetensors") == true)
        #expect(failure([])?.message == "m.gguf is empty.")
        #expect(
            failure(Array("GGUF".utf8) + [0, 0, 0, 3] + [UInt8](repeating: 0, count: 60))?
                .message.contains("big-endian") == true)
        #expect(
            failure(Array("GGUF".utf8) + [9, 0, 0, 0] + [UInt8](repeating: 0, count: 60))?
                .message.contains("version 9") == true)
    }

    @Test("An impossible shape is refused")
    func shape() {
        #expect(GGUFTensorType.q8_0.bytes([33]) == nil)
        #expect(GGUFTensorType.f32.bytes([-1]) == nil)
        #expect(GGUFTensorType.f32.bytes([1 << 40, 1 << 40]) == nil)
        #expect(GGUFTensorType.q4_K.bytes([512, 2]) == 576)
    }

    @Test("Damaged headers give errors, never a crash")
    func fuzz() throws {
        let sound = try Self.sample()
        var generator = SeededGenerator(5)
        for _ in 0..<4000 {
            _ = failure(damaged(Array(sound[..<800]), with: &generator) + sound[800...])
        }
    }
}
