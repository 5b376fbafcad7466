import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Synchronization
import Testing

@Suite("Tools of a session")
struct ToolTests {
    @Test("A tool is called with what the model wrote, and the model is given its result")
    func one() async throws {
        let tool = try ClosureTool()
        let (session, backend) = session([.toolCalls([call("c1")]), .text(["There."])], tools: [tool])
        let response = try await session.respond(to: "Where?")
        #expect(response.content == "There.")
        #expect(session.transcript.kinds == ["instructions", "prompt", "calls", "output", "response"])
        #expect(backend.requests[0].tools.map(\.name) == ["look"])
        #expect(backend.requests[0].toolChoice == .auto)
        let messages = backend.requests[1].messages
        #expect(messages.map(\.role) == [.user, .assistant, .tool])
        #expect(messages[1].toolCalls == [ModelToolCall(id: "c1", name: "look", arguments: #"{"place":"here"}"#)])
        #expect(messages[2].toolCallID == "c1")
        #expect(messages[2].content == #"saw {"place":"here"}"#)
    }

    @Test("Calls of one step run at the same time, and their results come in the order of the calls")
    func parallel() async throws {
        let gate = Gate()
        let tool = try ClosureTool { arguments in
            // The first waits for the second.
            if arguments.jsonString.contains("slow") { await gate.wait() } else { gate.open() }
            return arguments.jsonString
        }
        let (session, backend) = session(
            [
                .toolCalls([call("a", "look", #"{"place": "slow"}"#), call("b", "look", #"{"place": "quick"}"#)]),
                .text(["ok"]),
            ], tools: [tool])
        try await session.respond(to: "Both.")
        let messages = backend.requests[1].messages
        #expect(messages.compactMap(\.toolCallID) == ["a", "b"])
        #expect(messages[2].content.contains("slow"))
    }

    @Test("Pieces of several calls are put together by index, also without ids and names at first")
    func deltas() async throws {
        let tool = try ClosureTool()
        let (session, backend) = session(
            [
                .events([
                    .toolArguments(index: 1, id: "b", name: "look", fragment: ""),
                    .toolArguments(index: 0, id: nil, name: nil, fragment: #"{"pla"#),
                    .toolArguments(index: 1, id: nil, name: nil, fragment: #"{"place":"#),
                    .toolArguments(index: 0, id: "b", name: "look", fragment: #"ce": "0"}"#),
                    .toolArguments(index: 1, id: nil, name: nil, fragment: #" "1"}"#), .finished(.toolCalls),
                ]), .text(["ok"]),
            ], tools: [tool])
        try await session.respond(to: "Both.")
        let message = backend.requests[1].messages[1]
        #expect(message.toolCalls.map(\.arguments) == [#"{"place":"1"}"#, #"{"place":"0"}"#])
        #expect(Set(message.toolCalls.map(\.id)).count == 2)
        #expect(tool.calls == 2)
    }

    @Test("Arguments that are not valid are not given to the tool: the model is told and may mend them")
    func invalid() async throws {
        let tool = try ClosureTool()
        let (session, backend) = session(
            [
                .toolCalls([call("1", "look", #"{"place": 5}"#)]), .toolCalls([call("2", "look", #"{"place"#)]),
                .toolCalls([call("3", "find", "{}")]), .toolCalls([call("4")]), .text(["ok"]),
            ], tools: [tool])
        #expect(try await session.respond(to: "Go.").content == "ok")
        #expect(tool.calls == 1)
        let results = backend.requests[4].messages.filter { $0.role == .tool }.map(\.content)
        #expect(results[0].contains("/place"))
        #expect(results[1].contains("not a JSON object"))
        #expect(results[2].contains("no tool called \"find\""))
    }

    @Test("A model that goes on calling wrongly is stopped")
    func invalidLimit() async throws {
        let backend = ScriptedBackend { _, number in
            number < 3 ? .toolCalls([call("1", "look", "[]")]) : .text(["later"])
        }
        let session = LanguageModelSession(model: BackendModel(backend), tools: [try ClosureTool()])
        session.policy.maximumInvalidCalls = 2
        let error = await #expect(throws: KapellError.self) { try await session.respond(to: "Go.") }
        #expect(error?.code == .model)
        #expect(backend.count == 3)
        #expect(session.transcript.kinds == ["instructions"])
        #expect(try await session.respond(to: "On.").content == "later")
    }

    @Test("A model that goes on calling is stopped after the rounds of the policy")
    func rounds() async throws {
        let backend = ScriptedBackend { _, number in
            number < 4 ? .toolCalls([call("\(number)")]) : .text(["later"])
        }
        let session = LanguageModelSession(model: BackendModel(backend), tools: [try ClosureTool()])
        session.policy.maximumToolRounds = 3
        let options = GenerationOptions(toolCallingMode: .required)
        let error = await #expect(throws: KapellError.self) { try await session.respond(to: "Go.", options: options) }
        #expect(error?.code == .limitExceeded)
        #expect(backend.requests[0].toolChoice == .required)
        #expect(backend.count == 4)
        #expect(try await session.respond(to: "On.").content == "later")
    }

    @Test("A tool that throws ends the request with its name, and the session is as before")
    func throwing() async throws {
        let tool = try ClosureTool { _ in throw Fault() }
        let (session, _) = session([.toolCalls([call("1"), call("2")]), .text(["later"])], tools: [tool])
        let error = await #expect(throws: LanguageModelSession.ToolCallError.self) {
            try await session.respond(to: "Go.")
        }
        #expect(error?.tool.name == "look")
        #expect(error?.underlyingError is Fault)
        #expect(session.transcript.kinds == ["instructions"])
        #expect(try await session.respond(to: "On.").content == "later")
    }

    @Test("With the policy to preserve, calls of a failed request are answered as cancelled")
    func preserved() async throws {
        let tool = try ClosureTool { _ in throw Fault() }
        let (session, backend) = session([.toolCalls([call("1"), call("2")]), .text(["later"])], tools: [tool])
        session.transcriptErrorHandlingPolicy = .preserveTranscript
        await #expect(throws: LanguageModelSession.ToolCallError.self) { try await session.respond(to: "Go.") }
        #expect(session.transcript.kinds == ["instructions", "prompt", "calls", "output", "output"])
        try await session.respond(to: "On.")
        #expect(backend.requests[1].messages.map(\.role) == [.user, .assistant, .tool, .tool, .user])
    }

    @Test("The model may be told of a failure instead")
    func reported() async throws {
        let tool = try ClosureTool { _ in throw Fault(name: "no network") }
        let (session, backend) = session([.toolCalls([call("1")]), .text(["ok"])], tools: [tool])
        session.policy.toolFailure = .report
        try await session.respond(to: "Go.")
        #expect(backend.requests[1].messages[2].content.contains("no network"))
    }

    @Test("A tool that hangs, and does not heed cancellation, is left behind when its time is up")
    func hanging() async throws {
        let gate = Gate()
        let clock = FakeClock()
        let tool = try ClosureTool { _ in
            await gate.wait()
            return "too late"
        }
        let (session, _) = session([.toolCalls([call("1")]), .text(["ok"])], tools: [tool])
        session.policy.clock = clock
        session.policy.toolTimeout = .seconds(1)
        let response = Task { try await session.respond(to: "Go.") }
        while clock.sleepers == 0 { await Task.yield() }
        clock.advance(by: .seconds(2))
        let error = await #expect(throws: LanguageModelSession.ToolCallError.self) { try await response.value }
        #expect(error?.code == .timeout)
        #expect(error?.isRetryable == true)
        #expect(!session.isResponding)
        #expect(try await session.respond(to: "On.").content == "ok")
        gate.open()
    }

    @Test("An output is cut at the limit, with a mark that says how much there was")
    func cut() async throws {
        let tool = try ClosureTool { _ in String(repeating: "é", count: 1_000) }
        let (session, backend) = session([.toolCalls([call("1")]), .text(["ok"])], tools: [tool])
        session.policy.toolOutputLimit = 101
        try await session.respond(to: "Go.")
        let content = backend.requests[1].messages[2].content
        #expect(content.hasPrefix(String(repeating: "é", count: 50) + "\n"))
        #expect(content.contains("100 of 2000 bytes"))
    }

    @Test("A binary output is not shown, an empty one is said to be empty")
    func binary() async throws {
        let tool = try ClosureTool { content in
            content.jsonString.contains("empty")
                ? "" : String(decoding: [0x89, 0x50, 0, 1, 2, 3, 0xFF] as [UInt8], as: UTF8.self)
        }
        let (session, backend) = session(
            [.toolCalls([call("1"), call("2", "look", #"{"place": "empty"}"#)]), .text(["ok"])], tools: [tool])
        try await session.respond(to: "Go.")
        let results = backend.requests[1].messages.filter { $0.role == .tool }
        #expect(results[0].content.contains("binary"))
        #expect(results[1].content == "(The tool gave no output.)")
    }

    @Test("Tools of one name, and names that no provider takes, are refused with the remedy")
    func names() async throws {
        for tools in [[try ClosureTool("a"), try ClosureTool("a")], [try ClosureTool("a b")], [try ClosureTool("")]] {
            let (session, backend) = session([.text(["no"])], tools: tools)
            let error = await #expect(throws: KapellError.self) { try await session.respond(to: "Go.") }
            #expect(error?.code == .invalidRequest)
            #expect(error?.remedy != nil)
            #expect(backend.count == 0)
            #expect(!session.isResponding)
        }
    }

    @Test("A call may be denied, answered in the tool's place, or made with other arguments")
    func approval() async throws {
        let tool = try ClosureTool()
        let (session, backend) = session(
            [.toolCalls([call("1"), call("2"), call("3"), call("4")]), .text(["ok"])], tools: [tool])
        session.policy.toolApproval = { request in
            switch request.call.id {
            case "1": .run
            case "2": .deny(reason: "not today")
            case "3": .replace("nothing there")
            default: .runWith(GeneratedContent(properties: ["place": "elsewhere"]))
            }
        }
        try await session.respond(to: "Go.")
        let results = backend.requests[1].messages.filter { $0.role == .tool }.map(\.content)
        #expect(results[0] == #"saw {"place":"here"}"#)
        #expect(results[1].contains("not today"))
        #expect(results[2] == "nothing there")
        #expect(results[3] == #"saw {"place":"elsewhere"}"#)
        #expect(tool.calls == 2)
    }

    @Test("A tool with an effect is given a key that is the same for the same call only")
    func keys() async throws {
        let tool = try Transfer()
        let (session, _) = session(
            [.toolCalls([call("1", "transfer", "{}"), call("2", "transfer", "{}")]), .text(["ok"])], tools: [tool])
        try await session.respond(to: "Go.")
        let keys = tool.keys.withLock { $0 }
        #expect(keys.count == 2)
        #expect(Set(keys).count == 2)
        guard case .toolCalls(let calls) = session.transcript[2] else {
            Issue.record("There are no calls.")
            return
        }
        #expect(Set(keys) == ["\(calls.id)/1", "\(calls.id)/2"])
    }

    @Test("Text that comes after a call, in the same step, does not part the call from its result")
    func textAfterCall() async throws {
        let (session, backend) = session(
            [
                .events([
                    .toolArguments(index: 0, id: "a", name: "look", fragment: #"{"place": "x"}"#), .text("One moment."),
                    .finished(.toolCalls),
                ]), .text(["ok"]),
            ], tools: [try ClosureTool()])
        try await session.respond(to: "Go.")
        let messages = backend.requests[1].messages
        #expect(messages.map(\.role) == [.user, .assistant, .tool])
        #expect(messages[1].content == "One moment.")
        #expect(messages[2].content == #"saw {"place":"x"}"#)
        #expect(session.transcript.kinds == ["instructions", "prompt", "response", "calls", "output", "response"])
    }

    @Test("A history with calls is sent with its tools although none may be called")
    func disallowed() async throws {
        let (session, backend) = session(
            [.toolCalls([call("1")]), .text(["ok"]), .text(["fine"])], tools: [try ClosureTool()])
        try await session.respond(to: "Go.")
        try await session.respond(to: "On.", options: GenerationOptions(toolCallingMode: .disallowed))
        #expect(backend.requests[2].tools.map(\.name) == ["look"])
        #expect(backend.requests[2].toolChoice == .none)
    }
}

private final class Transfer: EffectfulTool {
    let name = "transfer"
    let description = "Moves money."
    let parameters: GenerationSchema
    let keys = Mutex<[String]>([])

    init() throws { parameters = try GenerationSchema(jsonSchema: ["type": "object"], name: "None") }

    var effect: ToolEffect<GeneratedContent, String> { .once { _, _ in .notDone } }

    func call(arguments: GeneratedContent, context: ToolCallContext) async throws -> String {
        keys.withLock { $0.append(context.idempotencyKey) }
        return "done"
    }
}
