import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Synchronization
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Cancels a request after a number of steps.
private final class Canceller: Sendable {
    private let state = Mutex<(left: Int, task: Task<Void, Never>?)>((0, nil))

    func run(cancelledAfter steps: Int, _ request: @escaping @Sendable () async -> Void) async {
        state.withLock { $0 = (steps, nil) }
        let task = Task { await request() }
        let isDue = state.withLock { state in
            state.task = task
            return state.left < 0
        }
        // None of them is cancelled before it begins.
        if isDue { task.cancel() }
        await task.value
        state.withLock { $0.task = nil }
    }

    func pass() {
        let task = state.withLock { state -> Task<Void, Never>? in
            state.left -= 1
            return state.left == -1 ? state.task : nil
        }
        task?.cancel()
    }

    func checked() throws -> String {
        pass()
        try Task.checkCancellation()
        return "done"
    }
}

@Suite("Histories that no provider refuses")
struct HistoryFuzzTests {
    @Test("10,000 random histories, cut anywhere, trimmed and summarised to several budgets: none is refused")
    func random() async throws {
        var random = SeededGenerator(7)
        let parts = try RandomParts()
        for number in 0..<10_000 {
            var transcript = Transcript(
                entries: (0..<Int.random(in: 0...14, using: &random)).map { _ in parts.entry(&random) })
            if Bool.random(using: &random), !transcript.isEmpty {
                transcript.removeSubrange(Int.random(in: 0..<transcript.count, using: &random)...)
            }
            let budgets = [Int.random(in: 0...30, using: &random), Int.random(in: 31...90, using: &random)]
            var candidates = [transcript]
            for budget in budgets { candidates.append(transcript.trimmed(toTokens: budget) { _ in 7 }) }
            candidates.append(
                try await transcript.summarised(toTokens: budgets[number % 2], counting: { _ in 7 }) { _ in "Short." })
            // One that nothing was taken from has been looked at.
            for (place, candidate) in candidates.enumerated() where place == 0 || candidate.count != transcript.count {
                let messages = candidate.messages(isGuided: number % 2 == 0)
                var problems = HistoryRules.problems(in: messages)
                // Bodies take longer to write than to think of.
                if number % 16 == 0 { problems += WireRules.problems(in: messages) }
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
        "Random sessions, failing, cancelled at any step, trimmed and summarised: no request is refused, and none differs from a whole rendering"
    )
    func sessions() async throws {
        let schema = try GenerationSchema(jsonSchema: ["type": "object", "required": ["n"]], name: "N")
        for seed in 0..<300 as Range<UInt64> {
            var random = SeededGenerator(seed)
            let plan = (0..<40).map { _ in turn(&random) }
            let canceller = Canceller()
            let backend = ScriptedBackend { _, number in
                canceller.pass()
                return plan[number % plan.count]
            }
            let tool = try ClosureTool { arguments in
                canceller.pass()
                if arguments.jsonString.contains("fail") { throw Fault() }
                return "done"
            }
            let world = World()
            let tools: [any Tool] = [
                tool, try EffectTool(.undone(in: world), name: "undoable") { _, _ in try canceller.checked() },
                try EffectTool(.found(.unknown, in: world), name: "once") { _, _ in try canceller.checked() },
            ]
            let session = LanguageModelSession(model: BackendModel(backend), tools: tools, instructions: "I.")
            session.policy.maximumToolRounds = 3
            session.policy.toolFailure = Bool.random(using: &random) ? .report : .endRequest
            if Bool.random(using: &random) { session.transcriptErrorHandlingPolicy = .preserveTranscript }
            if Bool.random(using: &random) {
                session.policy.window = TranscriptWindow(tokens: Int.random(in: 0...12, using: &random)) { _ in 1 }
            }
            var isAsTold = session.policy.window == nil
            for number in 0..<6 {
                let isTyped = Int.random(in: 0...3, using: &random) == 0
                let steps = Int.random(in: 0...6, using: &random)
                await canceller.run(cancelledAfter: steps) {
                    if isTyped {
                        _ = try? await session.respond(to: "\(number)", schema: schema)
                    } else {
                        _ = try? await session.respond {
                            "\(number)"
                            Attachment(imageData: Data([1]), mediaType: "image/png")
                        }
                    }
                }
                #expect(!session.isResponding)
                if number == 3, seed % 5 == 0 {
                    isAsTold = false
                    session.transcript = try await session.transcript.summarised(toTokens: 4, counting: { _ in 1 }) {
                        _ in "Short."
                    }
                }
            }
            for request in backend.requests {
                var problems = HistoryRules.problems(in: request.messages, isWhole: true)
                if seed % 8 == 0 { problems += WireRules.problems(in: request.messages) }
                #expect(problems.isEmpty, "seed \(seed)")
            }
            if isAsTold, let last = backend.requests.last {
                let whole = session.transcript.messages()
                let shared = zip(whole, last.messages).prefix { $0 == $1 }.count
                // What came before the last turn is the same; that turn may have been taken back or settled since.
                let turn = last.messages.lastIndex { $0.role == .user } ?? 0
                #expect(shared >= min(whole.count, turn), "seed \(seed)")
            }
        }
    }

    // MARK: Random parts

    private func turn(_ random: inout SeededGenerator) -> ScriptedBackend.Turn {
        let fault = KapellError(.model, "broken")
        switch Int.random(in: 0...12, using: &random) {
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
        case 8: return .toolCalls([call("u", "undoable", "{}"), call("f", "look", #"{"place": "fail"}"#)])
        case 9: return .toolCalls([call("o", "once", "{}"), call("u", "undoable", "{}")])
        case 10: return .text([#"{"n": 1}"#])
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
