import KapellCore
import KapellLocal
import Testing

@Suite("Models of the other kind, and models that are too large", .enabled(if: DefaultModels.present))
struct ModelKindTests {
    @Test("A model for vectors that is asked to write says so, and so does one that writes and is asked for vectors")
    func kinds() async throws {
        let path = try #require(DefaultModels.embeddingPath)
        let writer = LocalChatModel(model: "local/x", path: { path })
        let first = await thrown { _ = try await writer.answer("Hello") }
        #expect(first?.code == .invalidRequest && first?.isRetryable == false)
        #expect(first?.message.contains("writes no text") == true)
        let other = try #require(DefaultModels.chatPath)
        let embedder = LocalEmbeddingModel(model: "local/y", identity: { _ in "" }, path: { other })
        let second = await thrown { _ = try await embedder.embed(["Hello"]) }
        #expect(second?.code == .invalidRequest && second?.message.contains("no vectors") == true)
    }

    @Test("A pool knows a model by its file before anything is loaded")
    func file() throws {
        let pool = LocalModelPool(store: ModelStore(home: "/nonexistent"))
        let chat = try #require(DefaultModels.chatPath)
        let file = try pool.file(chat)
        #expect(file.architecture == "llama" && file.writes && !file.embeds)
        #expect(file.parameters > 100_000_000 && file.parameters < 300_000_000)
        #expect(file.quantisation == "Q4_1" && file.template?.contains("im_start") == true)
        let vectors = try pool.file(try #require(DefaultModels.embeddingPath))
        #expect(vectors.embeds && !vectors.writes && vectors.embeddingLength == 384)
        #expect(throws: KapellError.self) { try pool.requireWriting(try #require(DefaultModels.embeddingPath)) }
        #expect(throws: KapellError.self) { try pool.requireVectors(chat) }
        try pool.requireWriting(chat)
    }

    @Test("A model that can never fit is refused for good, one that has to wait for room is not")
    func room() async throws {
        let chat = try #require(DefaultModels.chatPath)
        let pool = LocalModelPool(store: ModelStore(home: "/nonexistent"), limit: 1 << 20)
        let model = try pool.chat("local/z", at: chat)
        let error = await thrown { _ = try await model.answer("Hello") }
        #expect(error?.code == .unsupported && error?.isRetryable == false)
        #expect(error?.message.contains("1 MB") == true)
    }
}
