import KapellCore
import KapellJSON
import KapellLocal
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Adapters by name", .serialized, .enabled(if: DefaultModels.present))
struct AdapterTests {
    /// A LoRA of rank 1 for the queries of the default model's layers, whose numbers are drawn.
    private static func write(_ path: String, scale: Float) throws {
        let (layers, width) = (30, 576)
        var writer = GGUFWriter()
        writer.set("general.type", .string("adapter"))
        writer.set("general.architecture", .string("llama"))
        writer.set("adapter.type", .string("lora"))
        writer.set("adapter.lora.alpha", .float32(1))
        var random = SplitMix64(seed: 5)
        for layer in 0..<layers {
            for (part, dimensions) in [("a", [Int64(width), 1]), ("b", [1, Int64(width)])] {
                var bytes: [UInt8] = []
                for _ in 0..<width {
                    LittleEndian.append((Float.random(in: -1...1, using: &random) * scale).bitPattern, to: &bytes)
                }
                let numbers = bytes
                writer.tensors.append(
                    GGUFWriter.Tensor(
                        name: "blk.\(layer).attn_q.weight.lora_\(part)", dimensions: dimensions, type: .f32,
                        load: { () throws(KapellError) in numbers }))
            }
        }
        let file = try OutputFile(path: path, mode: .replace)
        try writer.write(to: file)
    }

    @Test("A request names adapters of its model; what it writes depends on them, and on nothing of other requests")
    func named() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/kapell-lora-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Self.write("\(folder)/loud.gguf", scale: 1)
        var options = LocalModelOptions(context: 512)
        options.adapters = [
            LocalModelAdapter(name: "gone", path: "\(folder)/none.gguf"),
            LocalModelAdapter(name: "loud", path: "\(folder)/loud.gguf"),
        ]
        let model = DefaultModels.chat(options)
        func ask(_ adapters: JSONValue?) async throws -> String {
            var request = ModelRequest(
                messages: [ModelMessage(.user, "Name three colours.")], maximumResponseTokens: 16)
            request.extras = ["cache_prompt": false]
            if let adapters { request.extras["lora"] = adapters }
            return try await model.respond(request).text
        }
        let plain = try await ask(nil)
        let loud = try await ask([["name": "loud"]])
        #expect(loud != plain)
        #expect(try await ask([["id": 1, "scale": 1]]) == loud)
        #expect(try await ask([["name": "loud", "scale": 0]]) == plain)
        #expect(try await ask(nil) == plain)
        for (wrong, code) in [
            ([["name": "other"]], .invalidRequest), ([["id": 2]], .invalidRequest), ([["scale": 1]], .invalidRequest),
            ([["name": "loud", "id": 1]], .invalidRequest), ([["name": "gone"]], .configuration),
        ] as [(JSONValue, KapellError.Code)] {
            let error = await thrown { _ = try await ask(wrong) }
            #expect(error?.code == code, "\(wrong): \(String(describing: error))")
        }
        #expect(try await ask(nil) == plain)
    }

    @Test("Clients name no files")
    func files() throws {
        try AdapterChoice.requireNoFiles(in: ["lora": [["name": "a"]]])
        let error = #expect(throws: KapellError.self) {
            try AdapterChoice.requireNoFiles(in: ["lora": [["name": "a"], ["path": "/etc/passwd"]]])
        }
        #expect(error?.code == .invalidRequest)
    }
}
