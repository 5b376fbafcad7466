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

/// The default chat model with many requests at once. One engine for all, so that it is loaded once.
@Suite("Many requests of one model", .serialized, .enabled(if: DefaultModels.present))
struct BatchingTests {
    private static let model = DefaultModels.chat(
        LocalModelOptions(context: 1_024, streams: 4, capacity: 2_048, queue: 40))

    private func ask(
        _ text: String, tokens: Int = 24, extras: JSONObject = [:], _ model: LocalChatModel = Self.model
    ) async throws -> ModelResponse {
        var request = ModelRequest(messages: [ModelMessage(.user, text)], maximumResponseTokens: tokens)
        request.extras = extras
        return try await model.respond(request)
    }

    @Test("Ten requests on four places are all answered, as each would be alone")
    func together() async throws {
        let questions = (0..<10).map { "Name \($0 + 2) animals." }
        let texts = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (index, question) in questions.enumerated() {
                group.addTask { (index, try await ask(question).text) }
            }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        #expect(texts.count == 10)
        var same = 0
        for (index, question) in questions.enumerated() {
            let alone = try await ask(question).text
            #expect(!alone.isEmpty && texts[index]?.isEmpty == false)
            same += texts[index] == alone ? 1 : 0
        }
        // Sums are taken in another order in a larger batch, which may turn a close choice.
        #expect(same >= 2)
        #expect(try await eventually { Self.model.counts?.active == 0 })
        let counts = try #require(Self.model.counts)
        #expect(counts.waiting == 0)
        #expect(counts.batchTokens > counts.batches)
    }

    @Test("What was read of the same beginning is not read again")
    func prefix() async throws {
        let beginning = String(repeating: "The keeper of the lighthouse wrote down each ship. ", count: 30)
        let first = try await ask(beginning + "Who wrote?", tokens: 4)
        #expect(first.usage.cachedTokens < 40)
        let second = try await ask(beginning + "What was written?", tokens: 4)
        #expect(second.usage.cachedTokens > 300)
        #expect(second.usage.inputTokens - second.usage.cachedTokens < 40)
        // Also while another one reads it.
        let other = String(repeating: "A ship came in with the tide. ", count: 40)
        async let left = ask(other + "When?", tokens: 4)
        async let right = ask(other + "What?", tokens: 4)
        let cached = try await [left.usage.cachedTokens, right.usage.cachedTokens]
        #expect(cached.max() ?? 0 > 200)
    }

    @Test("Requests that take more room than there is take turns, and each is answered")
    func crowded() async throws {
        let model = DefaultModels.chat(LocalModelOptions(context: 512, streams: 4, capacity: 640))
        let lengths = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<4 {
                group.addTask {
                    let text = String(repeating: "Ship \(index) came in with the tide. ", count: 20)
                    return try await ask(text, tokens: 300, extras: ["ignore_eos": true], model).usage.outputTokens
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(lengths == [300, 300, 300, 300])
        #expect(model.counts?.preempted ?? 0 > 0)
    }

    @Test("The one more than may wait is refused, with a time to come again; the others go on")
    func full() async throws {
        let model = DefaultModels.chat(LocalModelOptions(context: 256, streams: 1, queue: 2))
        try await model.prewarm()
        let results = await withTaskGroup(of: Result<ModelResponse, any Error>.self) { group in
            for index in 0..<12 {
                group.addTask {
                    do {
                        return .success(
                            try await ask("Count to \(index).", tokens: 64, extras: ["ignore_eos": true], model))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let refused = results.compactMap { result -> KapellError? in
            if case .failure(let error) = result { error as? KapellError } else { nil }
        }
        #expect(!refused.isEmpty && refused.count < 12)
        #expect(refused.allSatisfy { $0.code == .limitExceeded && $0.retryAfter != nil })
        #expect(model.counts?.refused == refused.count)
    }

    @Test("One that is cancelled leaves the others undisturbed")
    func cancelled() async throws {
        let model = Self.model
        let task = Task { try await ask("Count to one thousand.", tokens: 900, extras: ["ignore_eos": true]) }
        async let other = ask("Tell me a story.", tokens: 40, extras: ["ignore_eos": true])
        #expect(try await eventually { model.counts?.active ?? 0 > 0 })
        task.cancel()
        #expect(try await other.usage.outputTokens == 40)
        #expect(try await eventually { model.counts?.active == 0 })
        _ = try? await task.value
    }

    @Test("Guessing from the prompt changes no text, and takes no more steps than writing it token by token")
    func lookup() async throws {
        let text =
            "Repeat: the quick brown fox jumps over the lazy dog; the quick brown fox jumps over the lazy dog; the"
        func run(_ lookup: Bool) async throws -> (String, Int) {
            #expect(try await eventually { Self.model.counts?.active == 0 })
            let before = Self.model.counts?.batches ?? 0
            let answer = try await ask(text, tokens: 80, extras: ["lookup": .bool(lookup), "ignore_eos": true])
            #expect(try await eventually { Self.model.counts?.active == 0 })
            return (answer.text, (Self.model.counts?.batches ?? 0) - before)
        }
        let (plain, steps) = try await run(false)
        let (guessed, fewer) = try await run(true)
        #expect(guessed.prefix(20) == plain.prefix(20))
        // How many are guessed depends on what batches take on the machine.
        #expect(fewer <= steps)
    }

    @Test("What the form of an answer leaves no choice about takes no steps of its own")
    func form() async throws {
        let names = ["is_heated", "is_furnished", "is_empty", "has_garden", "has_cellar", "allows_pets"]
        let properties = JSONObject(names.map { ($0, ["type": "boolean"]) })
        var request = ModelRequest(
            messages: [ModelMessage(.user, "Describe a house in JSON.")], maximumResponseTokens: 200)
        request.responseSchema = ModelResponseSchema(
            name: "house",
            schema: [
                "type": "object", "properties": .object(properties), "required": .array(names.map { .string($0) }),
                "additionalProperties": false,
            ])
        #expect(try await eventually { Self.model.counts?.active == 0 })
        let before = try #require(Self.model.counts)
        let answer = try await Self.model.respond(request)
        #expect(try await eventually { Self.model.counts?.active == 0 })
        let after = try #require(Self.model.counts)
        let parts = answer.text.dropFirst().dropLast().split(separator: ", ").map { $0.split(separator: ": ") }
        #expect(parts.map { String($0[0]) } == names.map { "\"\($0)\"" }, "\(answer.text)")
        #expect(parts.allSatisfy { $0.last == "true" || $0.last == "false" })
        // Two a property: its value, and the comma behind it. Keys are known.
        #expect(answer.usage.outputTokens > 4 * names.count)
        #expect(after.batches - before.batches <= 2 * names.count + 4)
    }

    @Test("A sampled answer depends on its seed alone")
    func seeds() async throws {
        func sampled(_ seed: UInt64) async throws -> String {
            var request = ModelRequest(messages: [ModelMessage(.user, "Say anything.")], maximumResponseTokens: 12)
            request.sampling = SamplingOptions(temperature: 1.2, topP: 0.95, topK: 50, seed: seed)
            request.extras = ["min_p": 0.02, "typical_p": 0.98, "repeat_penalty": 1.1]
            return try await Self.model.respond(request).text
        }
        let first = try await sampled(3)
        #expect(try await sampled(3) == first)
        #expect(try await sampled(4) != first)
    }

    @Test("A bias forbids a token, and a value that cannot be is refused")
    func bias() async throws {
        let tokens = try await Self.model.tokenize("Hello")
        let token = try #require(tokens.first)
        let plain = try await ask("Say \"Hello\".", tokens: 8).text
        let biased = try await ask("Say \"Hello\".", tokens: 8, extras: ["logit_bias": [String(token): -100]]).text
        #expect(plain.contains("Hello") && !biased.hasPrefix("Hello"))
        for wrong: JSONObject in [
            ["logit_bias": ["x": 1]], ["min_p": 2], ["lora": [["path": 1]]], ["regex": "a", "choice": ["b"]],
            ["logit_bias": 7], ["priority": "high"],
        ] {
            #expect(await thrown { _ = try await ask("Hi.", extras: wrong) }?.code == .invalidRequest, "\(wrong)")
        }
    }

    @Test("Tokens and texts become each other")
    func tokens() async throws {
        for text in ["Hello, world!", "日本語 — naïve", "", " two  spaces\n\ttab"] {
            let tokens = try await Self.model.tokenize(text)
            #expect(try await Self.model.detokenize(tokens) == text)
        }
        #expect(await thrown { _ = try await Self.model.detokenize([9_999_999]) }?.code == .invalidRequest)
    }

    @Test("A model that is unloaded is loaded again by the next request")
    func unloading() async throws {
        let model = DefaultModels.chat(LocalModelOptions(context: 256))
        _ = try await ask("Hi.", tokens: 2, model)
        #expect(model.isLoaded)
        model.unload()
        #expect(!model.isLoaded)
        #expect(try await ask("Hi.", tokens: 2, model).usage.outputTokens == 2)
    }

    @Test("A model that does not fit into the memory is refused, with what it takes and what there is")
    func memory() async throws {
        let model = DefaultModels.chat(LocalModelOptions(context: 8_192, capacity: 2_000_000_000))
        let error = await thrown { try await model.prewarm() }
        #expect(error?.code == .unsupported)
        #expect((error?.message ?? "").split { !$0.isNumber }.compactMap { Int($0) }.count >= 4)
    }

    @Test("A long system prompt is read once, also when the program begins anew, and nothing of the user is kept")
    func saved() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/kapell-states-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let system = String(repeating: "You answer as the keeper of a lighthouse would. ", count: 40)
        func ask(_ text: String, _ model: LocalChatModel) async throws -> ModelUsage {
            let messages = [ModelMessage(.system, system), ModelMessage(.user, text)]
            return try await model.respond(ModelRequest(messages: messages, maximumResponseTokens: 2)).usage
        }
        func files() -> [String] {
            let models = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return models.flatMap { model in
                ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(model)")) ?? []).filter {
                    $0.hasSuffix(".state")
                }.map { "\(folder)/\(model)/\($0)" }
            }
        }
        let options = LocalModelOptions(context: 1_024, stateFolder: folder)
        let first = DefaultModels.chat(options)
        #expect(try await ask("Who are you?", first).cachedTokens < 16)
        #expect(files().isEmpty)
        // What comes a second time is worth keeping.
        _ = try await ask("What is your name?", first)
        #expect(try await eventually { files().count == 1 })
        let again = DefaultModels.chat(options)
        #expect(try await ask("What do you do?", again).cachedTokens > 350)
        #expect(files().count == 1)
        // A file that is damaged is no state.
        let file = try #require(files().first)
        var bytes = Array(try #require(FileManager.default.contents(atPath: file)))
        bytes[bytes.count / 2] ^= 1
        #expect(FileManager.default.createFile(atPath: file, contents: Data(bytes)))
        let last = DefaultModels.chat(options)
        #expect(try await ask("Where do you live?", last).cachedTokens < 16)
    }
}
