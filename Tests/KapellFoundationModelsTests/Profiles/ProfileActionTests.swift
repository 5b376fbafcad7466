import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Testing

@Suite("Actions and properties of profiles")
struct ProfileActionTests {
    typealias Profile = LanguageModelSession.Profile

    /// Keeps the history short.
    private struct Compacting: LanguageModelSession.DynamicProfile {
        @SessionProperty(\.history) var history
        let model: BackendModel
        var throwsLater = false

        var body: some DynamicProfile {
            Profile { Instructions("I.") }
                .model(model)
                .onResponse { _ in
                    if history.count > 2 { history = history.suffix(2) }
                    if throwsLater { throw Fault() }
                }
        }
    }

    @Test("Actions run in the order of what happens, with what happened")
    func order() async throws {
        let state = ProfileState()
        let backend = ScriptedBackend([
            .events([
                .reasoning("hm"), .toolArguments(index: 0, id: "1", name: "look", fragment: #"{"place": "x"}"#),
                .finished(.toolCalls),
            ]), .text(["ok"]),
        ])
        let tool = try ClosureTool { _ in "seen" }
        let session = LanguageModelSession(
            profile: Profile { tool }.model(BackendModel(backend))
                .onPrompt { state.note("prompt \($0)") }
                .onReasoning { state.note("reasoning \($0)") }
                .onToolCall { state.note("call \($0.toolName)") }
                .onToolOutput { call, output in state.note("output \(call.id) \(output)") }
                .onResponse { state.note("response \($0)") })
        try await session.respond(to: "Go.")
        #expect(state.notes == ["prompt Go.", "reasoning hm", "call look", "output 1 seen", "response ok"])
    }

    @Test("They may be written without what happened")
    func short() async throws {
        let state = ProfileState()
        let backend = ScriptedBackend([.toolCalls([call("1"), call("2")]), .events([.finished(.stop)])])
        let tool = try ClosureTool()
        let session = LanguageModelSession(
            profile: Profile { tool }.model(BackendModel(backend))
                .onPrompt { state.note("prompt") }.onToolCall { state.note("call") }
                .onReasoning { state.note("no") }
                .onToolOutput { state.note("output") }.onResponse { state.note("response") })
        try await session.respond(to: "Go.")
        #expect(state.notes == ["prompt", "call", "call", "output", "output", "response"])
    }

    @Test("What an action throws comes out of the request, which is taken back", arguments: 0..<4)
    func throwing(place: Int) async throws {
        let backend = ScriptedBackend([.toolCalls([call("1")]), .text(["ok"])])
        let tool = try ClosureTool()
        func fail(at number: Int) throws { if number == place { throw Fault(name: "\(place)") } }
        let session = LanguageModelSession(
            profile: Profile { tool }.model(BackendModel(backend))
                .onPrompt { try fail(at: 0) }.onToolCall { try fail(at: 1) }
                .onToolOutput { try fail(at: 2) }.onResponse { try fail(at: 3) })
        await #expect(throws: Fault(name: "\(place)")) { try await session.respond(to: "Go.") }
        #expect(session.transcript.isEmpty)
        #expect(!session.isResponding)
        #expect(tool.calls == (place > 1 ? 1 : 0))
    }

    @Test("What an action changes before the request counts for the request")
    func promptChanges() async throws {
        let state = ProfileState()
        let profile = SwitchingProfile(
            state: state, first: ScriptedBackend([]), second: ScriptedBackend([.text(["B"])]))
        let session = LanguageModelSession(profile: profile.onPrompt { state.flag = true })
        #expect(try await session.respond(to: "1").content == "B")
        #expect(session.transcript.first?.description.contains("Second.") == true)
    }

    @Test("An action may shorten the history; if the request fails later, that is taken back")
    func compacting() async throws {
        let backend = ScriptedBackend([.text(["A"]), .text(["B"]), .text(["C"])])
        let session = LanguageModelSession(profile: Compacting(model: BackendModel(backend)))
        for prompt in ["1", "2", "3"] { try await session.respond(to: prompt) }
        #expect(session.transcript.kinds == ["instructions", "prompt", "response"])
        #expect(backend.requests[2].messages.map(\.content) == ["I.", "2", "B", "3"])

        let again = LanguageModelSession(
            profile: Compacting(model: BackendModel(ScriptedBackend([.text(["D"])])), throwsLater: true),
            history: session.transcript)
        let before = again.transcript
        await #expect(throws: Fault.self) { try await again.respond(to: "4") }
        #expect(again.transcript == before)
    }

    @Test("A tool may not change the history")
    func toolChanges() async throws {
        struct Forgetful: Tool {
            let name = "forget"
            let description = "Forgets."
            let parameters: GenerationSchema
            @SessionProperty(\.history) var history

            func call(arguments: GeneratedContent) async throws -> String {
                history = []
                return "\(history.count)"
            }
        }
        let tool = Forgetful(parameters: try GenerationSchema(jsonSchema: ["type": "object"], name: "Anything"))
        let (session, _) = session([.toolCalls([call("1", "forget", "{}")]), .text(["ok"])], tools: [tool])
        await #expect(throws: LanguageModelSession.Error.transcriptMutationWhileResponding) {
            try await session.respond(to: "Go.")
        }
        #expect(session.transcript.kinds == ["instructions"])
    }

    @Test("A property outside of a session has its default, and keeps nothing")
    func outside() async throws {
        let tool = try VisitTool()
        #expect(tool.visits == 0)
        #expect(try await tool.call(arguments: GeneratedContent(properties: [:])) == "visit 0")
    }

    @Test("Sessions do not share their properties")
    func apart() async throws {
        let tool = try VisitTool()
        let (first, _) = session([.toolCalls([call("1", "visit", "{}")]), .text(["ok"])], tools: [tool])
        let (second, _) = session([.text(["ok"])], tools: [tool])
        try await first.respond(to: "Go.")
        try await second.respond(to: "Go.")
        #expect(first.properties.visits == 1)
        #expect(second.properties.visits == 0)
        first.properties.history = []
        #expect(first.transcript.kinds == ["instructions"])
    }

    @Test("An action that does not heed cancellation does not hold the caller, nor a request without actions")
    func deaf() async throws {
        let gate = Gate()
        let state = ProfileState()
        let backend = ScriptedBackend { _, _ in .text(["ok"]) }
        let session = LanguageModelSession(
            profile: Profile { Instructions("I.") }.model(BackendModel(backend))
                .onPrompt {
                    state.note("prompt")
                    if !state.flag { await gate.wait() }
                })
        let task = Task { try await session.respond(to: "1") }
        while state.notes.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(!session.isResponding)
        session.prewarm()
        state.flag = true
        // The next request waits for the action, and is cancelled while it waits.
        let waiting = Task { try await session.respond(to: "2") }
        while !session.isResponding { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        gate.open()
        #expect(try await session.respond(to: "3").content == "ok")
        #expect(session.transcript.kinds == ["instructions", "prompt", "response"])
    }

    @Test("A history is read and changed as a collection")
    func historyView() async throws {
        let (session, _) = session([.text(["A"]), .text(["B"])], instructions: "I.")
        for prompt in ["1", "2"] { try await session.respond(to: prompt) }
        let history = session.history
        #expect(history.count == 4)
        #expect(Transcript(entries: history).kinds == ["prompt", "response", "prompt", "response"])
        #expect(history.dropFirst(2).first?.description == "(Prompt) 2")
        session.history = history.suffix(2)
        #expect(session.transcript.kinds == ["instructions", "prompt", "response"])
        session.history.append(contentsOf: history.prefix(1))
        session.history.removeFirst()
        #expect(session.transcript.kinds == ["instructions", "response", "prompt"])
        session.history.removeAll()
        #expect(session.transcript.kinds == ["instructions"])
    }
}
