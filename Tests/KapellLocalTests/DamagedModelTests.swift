import Foundation
import KapellCore
import KapellLocal
import KapellTesting
import Testing

@Suite("Model files that cannot be used")
struct DamagedModelTests {
    private func error(_ path: String) async -> [KapellError?] {
        let chat = LocalChatModel(model: "local/test", path: { path })
        let embedding = LocalEmbeddingModel(model: "local/test", identity: { $0 }, path: { path })
        return [
            await thrown { try await chat.prewarm() }, await thrown { _ = try await chat.answer("Hello.") },
            await thrown { _ = try await embedding.embed(["text"]) },
        ]
    }

    @Test(
        "A file of another kind is refused, and the error says what it is",
        arguments: [("%PDF-1.7\n", "PDF"), ("PK\u{3}\u{4}", "ZIP"), ("<!doctype html>", "web page")])
    func otherKind(_ start: String, _ kind: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array(start.utf8) + [UInt8](repeating: 0x20, count: 5_000), to: "model.gguf")
        for error in await error(path) {
            #expect(error?.code == .unsupported)
            #expect(error?.message.contains(kind) == true)
            #expect(error?.message.contains("model.gguf") == true)
            #expect(error?.remedy != nil)
        }
    }

    @Test("An empty file and one of noise behind the right mark are damaged", arguments: [0, 5_000])
    func noise(_ count: Int) async throws {
        let folder = try TemporaryFolder()
        var generator = SeededGenerator(33)
        var bytes: [UInt8] = count == 0 ? [] : Array("GGUF".utf8) + [3, 0, 0, 0]
        for _ in 0..<count { bytes.append(UInt8.random(in: 0...255, using: &generator)) }
        let path = try folder.write(bytes, to: "model.gguf")
        for error in await error(path) {
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains("model.gguf") == true)
        }
    }

    @Test("A file that is missing is named")
    func missing() async throws {
        let folder = try TemporaryFolder()
        for error in await error(folder.file("nowhere.gguf")) {
            #expect(error?.code == .notFound)
            #expect(error?.message.contains("nowhere.gguf") == true)
        }
    }

    @Test("A model that was cut is refused with both sizes", .enabled(if: DefaultModels.present))
    func cut() async throws {
        let folder = try TemporaryFolder()
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: try #require(DefaultModels.chatPath)))
        defer { try? file.close() }
        let start = Array(try file.read(upToCount: 8 << 20) ?? Data())
        let path = try folder.write(start, to: "model.gguf")
        for error in await error(path) {
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains("\(start.count)") == true)
            #expect(error?.remedy != nil)
        }
    }
}
