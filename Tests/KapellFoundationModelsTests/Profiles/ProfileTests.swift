import KapellCore
import KapellFoundationModels
import KapellTesting
import Testing

@Suite("Dynamic profiles")
struct ProfileTests {
    typealias Profile = LanguageModelSession.Profile

    @Test("A profile names model, instructions, tools and options; the request's own go first")
    func values() async throws {
        let backend = ScriptedBackend([.text(["A"]), .text(["B"])])
        let tool = try ClosureTool()
        let session = LanguageModelSession(
            profile: Profile {
                Instructions("One.")
                tool
                Instructions { "Two." }
            }
            .model(BackendModel(backend)).temperature(0.25).maximumResponseTokens(7).reasoningLevel(.deep))
        #expect(session.transcript.isEmpty)
        let response = try await session.respond(to: "1")
        #expect(response.content == "A")
        #expect(session.transcript.kinds == ["instructions", "prompt", "response"])
        let request = backend.requests[0]
        #expect(request.messages.map(\.content) == ["One.\nTwo.", "1"])
        #expect(request.tools.map(\.name) == ["look"])
        #expect(request.sampling.temperature == 0.25)
        #expect(request.maximumResponseTokens == 7)
        #expect(request.reasoning == .deep)
        try await session.respond(
            to: "2", options: GenerationOptions(temperature: 1, toolCallingMode: .disallowed),
            contextOptions: ContextOptions(reasoningLevel: .light))
        #expect(backend.requests[1].sampling.temperature == 1)
        #expect(backend.requests[1].maximumResponseTokens == 7)
        #expect(backend.requests[1].reasoning == .light)
        #expect(backend.requests[1].tools.isEmpty)
    }

    @Test("An inner modifier goes before an outer one; actions of both run, the inner first")
    func nesting() async throws {
        let backend = ScriptedBackend([.text(["A"])])
        let state = ProfileState()
        let session = LanguageModelSession(
            profile: Profile { Instructions("I.") }
                .temperature(1).temperature(nil).onPrompt { state.note("inner prompt") }
                .modifier(CarefulModifier(state: state)).temperature(0.75).model(BackendModel(backend)))
        try await session.respond(to: "1")
        #expect(backend.requests[0].sampling.temperature == 1)
        #expect(backend.requests[0].maximumResponseTokens == 9)
        #expect(state.notes == ["inner prompt", "outer prompt"])
    }

    @Test("A session changes its part with the state of the program, and tells the parts that come and go")
    func switching() async throws {
        let state = ProfileState()
        let profile = SwitchingProfile(
            state: state, first: ScriptedBackend([.text(["A"]), .text(["C"])]), second: ScriptedBackend([.text(["B"])]))
        let session = LanguageModelSession(profile: profile)
        #expect(try await session.respond(to: "1").content == "A")
        state.flag = true
        #expect(try await session.respond(to: "2").content == "B")
        #expect(profile.second.requests[0].messages.map(\.content) == ["Second.", "1", "A", "2"])
        state.flag = false
        #expect(try await session.respond(to: "3").content == "C")
        #expect(profile.first.requests[1].messages.map(\.content) == ["First.", "1", "A", "2", "B", "3"])
        #expect(state.notes == ["first on", "first off", "second on", "second off", "first on"])
        #expect(session.transcript.kinds.filter { $0 == "instructions" }.count == 1)
    }

    @Test("Instructions and tools are worked out before each request to the model, also within one answer")
    func withinRequest() async throws {
        let visit = call("1", "visit", "{}")
        let backend = ScriptedBackend([
            .toolCalls([visit]), .toolCalls([visit]), .text(["ok"]),
        ])
        let session = LanguageModelSession(
            model: BackendModel(backend), dynamicInstructions: VisitInstructions(tool: try VisitTool()))
        #expect(try await session.respond(to: "Go.").content == "ok")
        #expect(session.properties.visits == 2)
        #expect(backend.requests.map { $0.messages[0].content } == [0, 1, 2].map { "There were \($0) visits." })
        #expect(backend.requests[1].tools.map(\.name) == ["visit"])
        // The history still has calls; that the tool is gone is known from the choice.
        #expect(backend.requests[2].toolChoice == .none)
        session.properties.visits = 0
        #expect(session.properties.visits == 0)
    }

    @Test("Instructions that say the same stay the same entry")
    func unchanged() async throws {
        let backend = ScriptedBackend([.text(["A"]), .text(["B"])])
        let session = LanguageModelSession(
            profile: Profile { Instructions("Same.") }.model(BackendModel(backend)))
        try await session.respond(to: "1")
        let id = session.transcript.first?.id
        try await session.respond(to: "2")
        #expect(session.transcript.first?.id == id)
    }

    @Test("A transform changes what the model is shown, not the session's history, and keeps the instructions")
    func transform() async throws {
        let backend = ScriptedBackend([.text(["A"]), .text(["B"]), .text(["C"])])
        let session = LanguageModelSession(
            profile: Profile { Instructions("I.") }
                .historyTransform { $0.suffix(3) }.historyTransform { $0.suffix(1) }.model(BackendModel(backend)))
        for prompt in ["1", "2", "3"] { try await session.respond(to: prompt) }
        #expect(backend.requests.map { $0.messages.map(\.content) } == [["I.", "1"], ["I.", "2"], ["I.", "3"]])
        #expect(session.history.count == 6)
    }

    @Test("A history goes on; instructions that lead it give way to those of the profile")
    func history() async throws {
        let (old, _) = session([.text(["A"])], instructions: "Old.")
        try await old.respond(to: "1")
        let backend = ScriptedBackend([.text(["B"])])
        let session = LanguageModelSession(
            profile: Profile { Instructions("New.") }.model(BackendModel(backend)), history: old.transcript)
        session.prewarm(promptPrefix: Prompt("2"))
        #expect(session.transcript.kinds == ["prompt", "response"])
        try await session.respond(to: "2")
        #expect(backend.requests[0].messages.map(\.content) == ["New.", "1", "A", "2"])
    }

    @Test("Instructions may be lists, optionals, loops and nothing")
    func building() async throws {
        struct Name: Identifiable { var id: String }
        let backend = ScriptedBackend([.text(["A"]), .text(["B"])])
        let tools: [any Tool] = [try ClosureTool("a"), try ClosureTool("b")]
        let more: Instructions? = Instructions("More.")
        let none: Instructions? = nil
        let session = LanguageModelSession(
            profile: Profile {
                tools
                DynamicInstructionsForEach([Name(id: "x"), Name(id: "y")]) { Instructions("Name \($0.id).") }
                DynamicInstructionsForEach(1...2, id: \.self) { Instructions("Number \($0).") }
                more
                none
                AnyDynamicInstructions(EmptyDynamicInstructions())
            }.model(BackendModel(backend)))
        try await session.respond(to: "1")
        #expect(backend.requests[0].tools.map(\.name) == ["a", "b"])
        #expect(backend.requests[0].messages[0].content == "Name x.\nName y.\nNumber 1.\nNumber 2.\nMore.")
        let empty = LanguageModelSession(profile: Profile {}.model(BackendModel(backend)))
        try await empty.respond(to: "2")
        #expect(empty.transcript.kinds == ["prompt", "response"])
    }

    @Test("A profile that cannot be is an error of the request, and the session is as before")
    func mistakes() async throws {
        let backend = ScriptedBackend([.text(["A"])])
        let twice = [try ClosureTool("a"), try ClosureTool("a")] as [any Tool]
        let sessions = [
            LanguageModelSession(profile: Profile { Instructions("I.") }),
            LanguageModelSession(profile: EndlessProfile()),
            LanguageModelSession(model: BackendModel(backend), dynamicInstructions: EndlessInstructions()),
            LanguageModelSession(profile: Profile { twice }.model(BackendModel(backend))),
        ]
        for session in sessions {
            session.prewarm()
            let error = await #expect(throws: KapellError.self) { try await session.respond(to: "1") }
            #expect(error?.code == .invalidRequest)
            #expect(error?.remedy != nil)
            #expect(session.transcript.isEmpty)
            #expect(!session.isResponding)
        }
        let plain = ScriptedBackend(features: [], [.text(["A"])])
        let tool = try ClosureTool()
        let session = LanguageModelSession(profile: Profile { tool }.model(BackendModel(plain)))
        await #expect(throws: LanguageModelError.self) { try await session.respond(to: "1") }
    }

    @Test("A failed request takes back the instructions, too, unless the profile keeps the transcript")
    func failure() async throws {
        let state = ProfileState()
        let fault = KapellError(.model, "broken")
        let first = ScriptedBackend([.text(["A"])])
        let second = ScriptedBackend([.failure(after: [], fault)])
        let session = LanguageModelSession(profile: SwitchingProfile(state: state, first: first, second: second))
        try await session.respond(to: "1")
        let before = session.transcript
        state.flag = true
        await #expect(throws: fault) { try await session.respond(to: "2") }
        #expect(session.transcript == before)

        let keeping = LanguageModelSession(
            profile: Profile { Instructions("I.") }.model(
                BackendModel(ScriptedBackend([.failure(after: ["x"], fault)]))
            )
            .transcriptErrorHandlingPolicy(.preserveTranscript))
        await #expect(throws: fault) { try await keeping.respond(to: "1") }
        #expect(keeping.transcript.kinds == ["instructions", "prompt", "response"])
    }
}
