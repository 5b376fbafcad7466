import KapellCore
import KapellJSON
import KapellLocal
import KapellTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The default chat model where there is room for all requests at once: each has a buffer of its own.
@Suite("Requests with a buffer for each", .serialized, .enabled(if: DefaultModels.present))
struct SeparateBuffersTests {
    private static let model = model(4)

    private static func model(_ streams: Int, folder: String? = nil) -> LocalChatModel {
        DefaultModels.chat(
            LocalModelOptions(
                context: 768, threads: 1, streams: streams, capacity: streams * 768, stateFolder: folder))
    }

    private func ask(
        _ text: String, tokens: Int = 8, system: String? = nil, extras: JSONObject = [:],
        _ model: LocalChatModel = Self.model
    ) async throws -> ModelResponse {
        var messages = [ModelMessage(.user, text)]
        if let system { messages.insert(ModelMessage(.system, system), at: 0) }
        var request = ModelRequest(messages: messages, maximumResponseTokens: tokens)
        request.extras = extras
        return try await model.respond(request)
    }

    private func beginning(_ name: String) -> String {
        String(repeating: "The keeper of \(name) wrote down each ship. ", count: 30)
    }

    @Test("There is a buffer for each where there is room for all, and one for all where there is not")
    func rule() async throws {
        try await Self.model.prewarm()
        #expect(Self.model.counts?.buffers == 4)
        let crowded = DefaultModels.chat(LocalModelOptions(context: 512, streams: 4, capacity: 1_024))
        try await crowded.prewarm()
        #expect(crowded.counts?.buffers == 1)
        let alone = DefaultModels.chat(LocalModelOptions(context: 256, streams: 1, capacity: 1_024))
        try await alone.prewarm()
        #expect(alone.counts?.buffers == 1)
    }

    @Test("Ten requests of all lengths on four buffers are all answered, as each would be alone")
    func together() async throws {
        let questions = (0..<10).map { index in
            String(repeating: "Ship \(index) came in. ", count: index * 8) + "Name \(index + 2) animals."
        }
        let texts = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (index, question) in questions.enumerated() {
                group.addTask { (index, try await ask(question, tokens: 16 + index).text) }
            }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        var same = 0
        for (index, question) in questions.enumerated() {
            let alone = try await ask(question, tokens: 16 + index, extras: ["cache_prompt": false]).text
            #expect(texts[index]?.isEmpty == false)
            same += texts[index] == alone ? 1 : 0
        }
        // Sums are taken in another order in a larger batch, which may turn a close choice.
        #expect(same >= 4)
        // The last one has its answer a moment before it leaves the batch.
        #expect(try await eventually { Self.model.counts?.active == 0 })
        #expect(Self.model.counts?.preempted == 0)
    }

    @Test("A beginning is copied to another buffer while there is a free one, and the first one stays")
    func copied() async throws {
        let model = Self.model(4)
        let first = try await ask(beginning("Ostby") + "Who wrote?", model)
        #expect(first.usage.cachedTokens < 40)
        let second = try await ask(beginning("Ostby") + "What was written?", model)
        #expect(second.usage.cachedTokens > 250)
        // What is copied says the same as what is read.
        let fresh = try await ask(beginning("Ostby") + "What was written?", extras: ["cache_prompt": false], model)
        #expect(second.text.prefix(8) == fresh.text.prefix(8))
        // All of the first one is still there, its question too.
        let again = try await ask(beginning("Ostby") + "Who wrote?", model)
        #expect(again.usage.cachedTokens == again.usage.inputTokens - 1)
    }

    @Test("Where no buffer is free, a request goes on behind its beginning, and what others left stays")
    func inPlace() async throws {
        let model = Self.model(2)
        _ = try await ask(beginning("Ostby") + "Who wrote?", model)
        _ = try await ask(beginning("Tarn") + "Who wrote?", model)
        #expect(try await ask(beginning("Ostby") + "What was written?", model).usage.cachedTokens > 250)
        #expect(try await ask(beginning("Tarn") + "What was written?", model).usage.cachedTokens > 250)
        // One that nobody has begun takes the older one's place.
        #expect(try await ask(beginning("Lund") + "Who wrote?", model).usage.cachedTokens < 40)
        #expect(try await ask(beginning("Tarn") + "When?", model).usage.cachedTokens > 250)
        #expect(try await ask(beginning("Ostby") + "When?", model).usage.cachedTokens < 40)
    }

    @Test("Requests with the same beginning that come together read it once")
    func atOnce() async throws {
        let model = Self.model(4)
        let cached = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<4 {
                group.addTask { try await ask(beginning("Vale") + "Say \(index).", model).usage.cachedTokens }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(cached.filter { $0 > 250 }.count == 3)
    }

    @Test("One that goes while it is read leaves the others undisturbed")
    func cancelled() async throws {
        let model = Self.model
        let long = Task { try await ask(beginning("Moser") + beginning("Lind"), tokens: 100) }
        async let other = ask("Tell me a story.", tokens: 30, extras: ["ignore_eos": true])
        #expect(try await eventually { model.counts?.active ?? 0 > 0 })
        long.cancel()
        #expect(try await other.usage.outputTokens == 30)
        #expect(try await eventually { model.counts?.active == 0 })
        _ = try? await long.value
    }

    @Test("A system prompt is kept for the next start, without what the user said, and the request goes on")
    func saved() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/kapell-buffers-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func files() -> Int {
            let models = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return models.reduce(0) { count, model in
                let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(model)")) ?? []
                return count + names.filter { $0.hasSuffix(".state") }.count
            }
        }
        let first = Self.model(2, folder: folder)
        let system = beginning("Ostby")
        let question = "What is your name, and who wrote down the ships?"
        _ = try await ask("Who are you?", system: system, first)
        let saving = try await ask(question, system: system, first)
        #expect(try await eventually { files() == 1 })
        let fresh = try await ask(question, system: system, extras: ["cache_prompt": false], first)
        #expect(saving.text.prefix(8) == fresh.text.prefix(8))
        let again = try await ask("What do you do?", system: system, Self.model(2, folder: folder))
        #expect(again.usage.cachedTokens > 250)
        // Another number of buffers has states of its own.
        let other = try await ask("What do you do?", system: system, Self.model(3, folder: folder))
        #expect(other.usage.cachedTokens < 40)
    }
}
