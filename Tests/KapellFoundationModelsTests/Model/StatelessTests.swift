import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Synchronization
import Testing

@Suite("Answers without a session")
struct StatelessTests {
    @Generable
    struct Stop: Equatable, Sendable {
        let name: String
        @Guide(.range(0...59)) let minute: Int
    }

    private static let question = Transcript(entries: [.prompt(.init(segments: [.text(.init(content: "Q"))]))])
    private static let good = #"{"name": "A", "minute": 5}"#

    @Test("Without a session a model answers once, keeps nothing, and leaves the calls to the caller")
    func stateless() async throws {
        let backend = ScriptedBackend([.toolCalls([call("1")]), .text(["A"])])
        let model = BackendModel(backend)
        let tool = try ClosureTool()
        let transcript = Transcript(entries: [.prompt(.init(segments: [.text(.init(content: "Q"))]))])
        let first = try await model.generate(transcript, tools: [.init(tool: tool)])
        #expect(first.toolCalls.map(\.id) == ["1"])
        #expect(first.finishReason == .toolCalls)
        #expect(tool.calls == 0)
        let pieces = Mutex<[String]>([])
        let second = try await model.generate(transcript) { event in
            if case .text(let text) = event { pieces.withLock { $0.append(text) } }
        }
        #expect(second.text == "A")
        #expect(pieces.withLock { $0 } == ["A"])
        #expect(backend.requests[1].messages.count == 1)
    }

    @Test("Without a session a typed answer is checked once")
    func statelessTyped() async throws {
        let schema = try GenerationSchema(jsonSchema: ["type": "object", "required": ["n"]], name: "N")
        let model = BackendModel(ScriptedBackend([.text([#"{"n": 1}"#]), .text(["{}"])]))
        let transcript = Transcript(entries: [
            .prompt(.init(segments: [.text(.init(content: "Q"))], responseFormat: .init(schema: schema)))
        ])
        #expect(try await model.generate(transcript, schema: schema).content?.jsonString == #"{"n":1}"#)
        await #expect(throws: GeneratedContent.ParsingError.self) {
            try await model.generate(transcript, schema: schema)
        }
    }

    @Test("An answer of a type is asked for again with what was wrong, and says what all tries took")
    func typed() async throws {
        let backend = ScriptedBackend([
            .text(["I would say", " five."]), .text([#"{"name": "A", "minute": 75}"#]), .text([Self.good]),
        ])
        let told = Mutex<[String]>([])
        let response = try await BackendModel(backend).generate(Self.question, generating: Stop.self) { event in
            let word: String? =
                switch event {
                case .retry: "retry"
                case .usage(let usage): "\(usage.output.totalTokenCount)"
                case .finish: "finish"
                default: nil
                }
            if let word { told.withLock { $0.append(word) } }
        }
        #expect(response.content == Stop(name: "A", minute: 5))
        #expect(told.withLock { $0 } == ["retry", "retry", "4", "finish"])
        #expect(response.usage.output.totalTokenCount == 4)
        #expect(Transcript(entries: response.transcriptEntries).kinds == ["response"])
        let requests = backend.requests
        #expect(requests.map(\.messages.count) == [1, 2, 2])
        #expect(requests[0].messages[0].content.contains(#""maximum":59"#))
        #expect(requests[2].messages[1].content.contains("/minute"))
        #expect(!requests[2].messages[1].content.contains("I would say"))
        let text = try await BackendModel(ScriptedBackend([.text(["{}"])])).generate("Q", generating: String.self)
        #expect(text.content == "{}")
    }

    @Test("Tries end with the budget: of attempts with what was wrong, of tokens with what was spent")
    func budgets() async throws {
        let backend = ScriptedBackend(answer: { _, _ in .text(["no"]) })
        let model = BackendModel(backend)
        await #expect(throws: GeneratedContent.ParsingError.self) {
            try await model.generate(Self.question, generating: Stop.self, budget: Budget(attempts: 2))
        }
        #expect(backend.count == 2)
        let error = await #expect(throws: KapellError.self) {
            try await model.generate("Q", generating: Stop.self, budget: Budget(attempts: 9, tokens: 40))
        }
        #expect(error?.code == .limitExceeded && error?.isRetryable == false)
        #expect((3...8).contains(backend.count))
        #expect(backend.requests[2].maximumResponseTokens == 40)
        #expect((backend.requests[3].maximumResponseTokens ?? 40) < 40)
    }

    @Test("The time holds for all tries; then nothing is told any more", arguments: [false, true])
    func deadline(isDeaf: Bool) async throws {
        let clock = FakeClock()
        let gate = Gate()
        let backend = ScriptedBackend([.text(["no"]), .hang(after: [.text("ye")])])
        let told = Mutex<[String]>([])
        let answer = Task { () async throws -> String in
            if isDeaf {
                return try await DeafModel(gate: gate).generate(
                    Self.question, budget: Budget(duration: .seconds(5)), clock: clock
                ) { _ in told.withLock { $0.append("event") } }.text
            }
            return try await BackendModel(backend).generate(
                Self.question, generating: Stop.self, budget: Budget(attempts: 3, duration: .seconds(5)), clock: clock
            ) { _ in told.withLock { $0.append("event") } }.content.name
        }
        #expect(try await eventually { clock.sleepers == 1 && (isDeaf ? gate.isWaitedFor : backend.count == 2) })
        clock.advance(by: .seconds(6))
        do {
            _ = try await answer.value
            Issue.record("It did not end.")
        } catch let error as LanguageModelError {
            guard case .timeout = error else { throw error }
            #expect(error.isRetryable)
        }
        let count = told.withLock { $0.count }
        gate.open()
        try await Task.sleep(for: .milliseconds(20))
        #expect(told.withLock { $0.count } == count)
    }
}
