import KapellFoundationModels
import KapellLocal
import KapellTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("What the README shows works with the model that comes with Kapell", .timeLimit(.minutes(10)))
struct ReadMeTests {
    @Test("A session answers, and streams", .enabled(if: PreparedModels.areThere))
    func session() async throws {
        let store = ModelStore(home: PreparedModels.home)
        let model = try await LocalChatModel(preparing: "local/smollm2-135m-instruct", in: store)
        let session = LanguageModelSession(model: BackendModel(model), instructions: "You answer in one sentence.")
        let short = GenerationOptions(samplingMode: .greedy, maximumResponseTokens: 24)

        let answer = try await session.respond(to: "What is a viola?", options: short)
        #expect(answer.content.contains { $0.isLetter })
        #expect(answer.usage.input.totalTokenCount > 0 && (1...24).contains(answer.usage.output.totalTokenCount))

        var shown = ""
        for try await snapshot in session.streamResponse(to: "And a cello?", options: short) {
            #expect(snapshot.content.hasPrefix(shown))
            shown = snapshot.content
        }
        #expect(shown.contains { $0.isLetter } && session.transcript.count == 5)
    }

    @Test("The README has the same calls")
    func calls() throws {
        let file = #filePath.replacing("Tests/KapellExamplesTests/ReadMeTests.swift", with: "README.md")
        let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
        for call in [
            #"LocalChatModel(preparing: "local/smollm2-135m-instruct", in:"#,
            "LanguageModelSession(model: BackendModel(model)", #"session.respond(to: "What is a viola?").content"#,
            #"for try await snapshot in session.streamResponse(to: "And a cello?")"#,
        ] {
            #expect(text.contains(call))
        }
    }
}
