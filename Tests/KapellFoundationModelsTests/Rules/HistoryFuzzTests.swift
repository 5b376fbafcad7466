import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Testing

@Suite("Histories that no provider refuses")
struct HistoryFuzzTests {
    @Test("10,000 random histories, cut anywhere, trimmed to any budget: none is refused")
    func random() throws {
        var random = SeededGenerator(7)
        for _ in 0..<10_000 {
            var transcript = Transcript(
                entries: (0..<Int.random(in: 0...14, using: &random)).map { _ in entry(&random) })
            if Bool.random(using: &random), !transcript.isEmpty {
                transcript.removeSubrange(Int.random(in: 0..<transcript.count, using: &random)...)
            }
            let budget = Int.random(in: 0...60, using: &random)
            for candidate in [transcript, transcript.trimmed(toTokens: budget) { _ in 7 }] {
                let problems = HistoryRules.problems(in: candidate)
                guard problems.isEmpty else {
                    Issue.record("\(problems)\n\(candidate)")
                    return
                }
            }
        }
    }

    @Test("Trimming keeps instructions and whole exchanges, and the last in any case")
    func trimming() throws {
        var random = SeededGenerator(8)
        for _ in 0..<1_000 {
            var entries: [Transcript.Entry] = Bool.random(using: &random) ? [instructions("I")] : []
            let count = Int.random(in: 1...6, using: &random)
            for number in 0..<count {
                entries.append(prompt("p\(number)"))
                for round in 0..<Int.random(in: 0...2, using: &random) {
                    entries.append(calls(["c\(number)-\(round)"]))
                    entries.append(output("c\(number)-\(round)"))
                }
                entries.append(response("r\(number)"))
            }
            let transcript = Transcript(entries: entries)
            let budget = Int.random(in: 0...30, using: &random)
            let trimmed = transcript.trimmed(toTokens: budget) { _ in 1 }
            #expect(trimmed.exchanges.count >= 1)
            #expect(trimmed.kinds.filter { $0 == "instructions" } == transcript.kinds.filter { $0 == "instructions" })
            #expect(trimmed.kinds.filter { $0 == "calls" }.count == trimmed.kinds.filter { $0 == "output" }.count)
            #expect(trimmed.count <= budget || trimmed.exchanges.count == 1)
            #expect(trimmed.history.first?.description.hasPrefix("(Prompt)") == true)
            #expect(trimmed.last == transcript.last)
        }
    }

    @Test("A summary stands in the place of the exchanges that go")
    func summary() async throws {
        let transcript = Transcript(entries: [
            instructions("I"), prompt("1"), response("a"), prompt("2"), response("b"), prompt("3"), response("c"),
        ])
        let summarised = try await transcript.summarised(toTokens: 5, counting: { _ in 1 }) { old in
            #expect(old.count == 2)
            return "They talked."
        }
        #expect(
            summarised.kinds == ["instructions", "prompt", "response"]
                + Array(repeating: ["prompt", "response"], count: 2).flatMap { $0 })
        #expect(summarised[1].description.contains("They talked."))
        #expect(HistoryRules.problems(in: summarised).isEmpty)
        #expect(try await transcript.summarised(toTokens: 99, counting: { _ in 1 }) { _ in "" } == transcript)
    }

    @Test(
        "Random sessions, failing, cancelled and trimmed: no request is refused, and none differs from a whole rendering"
    )
    func sessions() async throws {
        for seed in 0..<200 as Range<UInt64> {
            var random = SeededGenerator(seed)
            let plan = (0..<40).map { _ in turn(&random) }
            let backend = ScriptedBackend { _, number in plan[number % plan.count] }
            let tool = try ClosureTool { arguments in
                if arguments.jsonString.contains("fail") { throw Fault() }
                return "done"
            }
            let session = LanguageModelSession(model: BackendModel(backend), tools: [tool], instructions: "I.")
            session.policy.maximumToolRounds = 3
            session.policy.toolFailure = Bool.random(using: &random) ? .report : .endRequest
            if Bool.random(using: &random) { session.transcriptErrorHandlingPolicy = .preserveTranscript }
            if Bool.random(using: &random) {
                session.policy.window = TranscriptWindow(tokens: Int.random(in: 0...12, using: &random)) { _ in 1 }
            }
            for number in 0..<6 {
                let isCancelled = Int.random(in: 0...4, using: &random) == 0
                let task = Task { _ = try? await session.respond(to: "\(number)") }
                if isCancelled { task.cancel() }
                await task.value
                #expect(!session.isResponding)
            }
            for request in backend.requests {
                let problems = HistoryRules.problems(in: request.messages, isWhole: true)
                #expect(problems.isEmpty, "seed \(seed)")
            }
            if session.policy.window == nil, let last = backend.requests.last {
                let whole = session.transcript.messages()
                let shared = zip(whole, last.messages).prefix { $0 == $1 }.count
                #expect(
                    shared >= min(whole.count, last.messages.count) - 3 || session.transcript.count < 4, "seed \(seed)")
            }
        }
    }

    // MARK: Random parts

    private func entry(_ random: inout SeededGenerator) -> Transcript.Entry {
        let texts = ["", " ", "a", "b\n", "long text of some words"]
        let text = texts.randomElement(using: &random) ?? ""
        let id = ["", "1", "2", "a b", "ü", "call_0"].randomElement(using: &random) ?? ""
        switch Int.random(in: 0...9, using: &random) {
        case 0: return instructions(text)
        case 1, 2: return prompt(text)
        case 3:
            return .reasoning(.init(segments: text.isEmpty ? [] : [.text(.init(content: text))]))
        case 4, 5:
            let ids = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                ["", "1", "2", "a b", "ü", "call_0"].randomElement(using: &random) ?? ""
            }
            return calls(ids)
        case 6, 7, 8: return output(id, text)
        default: return response(text)
        }
    }

    private func turn(_ random: inout SeededGenerator) -> ScriptedBackend.Turn {
        let fault = KapellError(.model, "broken")
        switch Int.random(in: 0...9, using: &random) {
        case 0, 1: return .toolCalls([call("x"), call("x")])
        case 2: return .toolCalls([call("", "look", #"{"place": "fail"}"#)])
        case 3: return .toolCalls([call("y", "no such tool!", "{}"), call("z", "look", "[")])
        case 4:
            return .broken(
                after: [.text("half"), .toolArguments(index: 0, id: "q", name: "look", fragment: "{")], fault)
        case 5: return .events([.reasoning("hm"), .signature("s"), .finished(.stop)])
        case 6:
            return .events([
                .reasoning("hm"), .text("a"),
                .toolArguments(index: 3, id: "k", name: "look", fragment: #"{"place": "p"}"#), .finished(.toolCalls),
            ])
        case 7: return .events([.text(" "), .finished(.stop)])
        default: return .text(["an ", "answer"])
        }
    }

    private func text(_ text: String) -> [Transcript.Segment] { [.text(.init(content: text))] }

    private func instructions(_ content: String) -> Transcript.Entry {
        .instructions(.init(segments: text(content), toolDefinitions: []))
    }

    private func prompt(_ content: String) -> Transcript.Entry { .prompt(.init(segments: text(content))) }

    private func response(_ content: String) -> Transcript.Entry {
        .response(.init(assetIDs: [], segments: text(content)))
    }

    private func calls(_ ids: [String]) -> Transcript.Entry {
        .toolCalls(
            .init(ids.map { .init(id: $0, toolName: "look \($0)", arguments: GeneratedContent(properties: ["p": $0])) })
        )
    }

    private func output(_ id: String, _ content: String = "out") -> Transcript.Entry {
        .toolOutput(.init(id: id, toolName: "look", segments: text(content)))
    }
}
