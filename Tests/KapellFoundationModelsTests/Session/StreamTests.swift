import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Testing

@Suite("A streamed answer")
struct StreamTests {
    @Test("Snapshots hold all that there is so far, and the last is the whole answer")
    func snapshots() async throws {
        let (session, _) = session([.text(["One", " two", " three"])])
        let stream = session.streamResponse(to: "Count.")
        var last = ""
        for try await snapshot in stream {
            #expect(snapshot.content.hasPrefix(last))
            last = snapshot.content
        }
        #expect(last == "One two three")
        #expect(!session.isResponding)
        let whole = try await stream.collect()
        #expect(whole.content == "One two three")
        #expect(whole.usage.output.totalTokenCount == 3)
        #expect(session.transcript.kinds == ["prompt", "response"])
    }

    @Test("Collecting needs no iteration")
    func collect() async throws {
        let (session, _) = session([.text(["A", "B"])])
        #expect(try await session.streamResponse { "Go." }.collect().content == "AB")
    }

    @Test("The session is busy from the call on, and a second stream fails in its loop")
    func busy() async throws {
        let (session, _) = session([.hang(after: [.text("a")])])
        let first = session.streamResponse(to: "1")
        #expect(session.isResponding)
        let second = session.streamResponse(to: "2")
        await #expect(throws: LanguageModelSession.Error.concurrentRequests) { for try await _ in second {} }
        withExtendedLifetime(first) {}
    }

    @Test("A failure comes out of the loop, behind what came before it")
    func failure() async throws {
        let fault = KapellError(.network, "gone")
        let (session, _) = session([.failure(after: ["half"], fault), .text(["B"])])
        var seen = ""
        do {
            for try await snapshot in session.streamResponse(to: "1") { seen = snapshot.content }
            Issue.record("The stream did not fail.")
        } catch {
            #expect(error as? KapellError == fault)
        }
        #expect(seen == "half" || seen.isEmpty)
        #expect(session.transcript.isEmpty)
        #expect(try await session.respond(to: "2").content == "B")
    }

    @Test("Leaving the loop frees the session at once")
    func leaving() async throws {
        let (session, _) = session([.hang(after: [.text("a")]), .text(["B"])])
        for try await snapshot in session.streamResponse(to: "1") {
            #expect(snapshot.content == "a")
            break
        }
        #expect(!session.isResponding)
        #expect(session.transcript.isEmpty)
        #expect(try await session.respond(to: "2").content == "B")
    }

    @Test("A stream that nobody looks at is dropped, and the session is free")
    func dropped() async throws {
        let backend = ScriptedBackend { request, _ in
            request.messages.last?.content == "1" ? .hang() : .text(["B"])
        }
        let session = LanguageModelSession(model: BackendModel(backend))
        _ = session.streamResponse(to: "1")
        #expect(!session.isResponding)
        #expect(try await session.respond(to: "2").content == "B")
    }

    @Test("A step with calls alone gives no snapshot")
    func callsAlone() async throws {
        let (session, _) = session([.toolCalls([call("1")]), .events([.finished(.stop)])], tools: [try ClosureTool()])
        var count = 0
        for try await _ in session.streamResponse(to: "1") { count += 1 }
        #expect(count == 0)
    }

    @Test("Events tell of text, thoughts, arguments, calls, results, tokens and the end, in order")
    func events() async throws {
        let (session, _) = session(
            [
                .events([
                    .reasoning("hm"), .toolArguments(index: 0, id: "1", name: "look", fragment: #"{"place""#),
                    .toolArguments(index: 0, id: nil, name: nil, fragment: #": "x"}"#), .finished(.toolCalls),
                ]),
                .events([
                    .text("A"), .text("B"), .usage(ModelUsage(inputTokens: 3, outputTokens: 2)), .finished(.length),
                ]),
            ], tools: [try ClosureTool()])
        var names: [String] = []
        let stream = session.streamResponse(to: "1")
        for try await event in stream.events {
            switch event {
            case .text(let text): names.append("text \(text)")
            case .reasoning(let text): names.append("reasoning \(text)")
            case .toolArguments(let id, let name, let fragment): names.append("arguments \(id) \(name) \(fragment)")
            case .toolCall(let call): names.append("call \(call.id)")
            case .toolResult(let output, let outcome): names.append("result \(output.id) \(outcome.rawValue)")
            case .usage(let usage): names.append("usage \(usage.totalTokenCount)")
            case .entry: break
            case .finish(let reason): names.append("finish \(reason.rawValue)")
            case .textReplaced, .retry: names.append("unexpected")
            }
        }
        #expect(
            names == [
                "reasoning hm", #"arguments 1 look {"place""#, #"arguments 1 look : "x"}"#, "usage 0", "call 1",
                "result 1 called", "text A", "text B", "usage 5", "finish length",
            ])
        var again = 0
        for try await _ in stream.events { again += 1 }
        #expect(again == names.count + 5)
    }

    @Test("Snapshots show the entries so far, and those of the tools")
    func entries() async throws {
        let (session, _) = session([.toolCalls([call("1")]), .text(["A"])], tools: [try ClosureTool()])
        var kinds: [String] = []
        for try await snapshot in session.streamResponse(to: "1") {
            kinds = Transcript(entries: snapshot.transcriptEntries).kinds
        }
        #expect(kinds.suffix(3) == ["calls", "output", "response"])
    }

    @Test("A stream that is dropped leaves what there was, where that is to be kept", arguments: [false, true])
    func dropped(byProfile: Bool) async throws {
        let backend = ScriptedBackend([.hang(after: [.text("half")]), .text(["B"])])
        let session: LanguageModelSession
        if byProfile {
            session = LanguageModelSession(
                profile: LanguageModelSession.Profile {}.model(BackendModel(backend))
                    .transcriptErrorHandlingPolicy(.preserveTranscript))
        } else {
            session = LanguageModelSession(model: BackendModel(backend))
            session.transcriptErrorHandlingPolicy = .preserveTranscript
        }
        for try await _ in session.streamResponse(to: "1") { break }
        #expect(!session.isResponding)
        #expect(session.transcript.kinds == ["prompt", "response"])
        #expect(session.transcript.last?.description == "(Response) half")
        #expect(try await session.respond(to: "2").content == "B")
    }
}
