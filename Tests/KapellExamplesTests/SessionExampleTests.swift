import KapellCore
import KapellExamples
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Synchronization
import Testing

@Suite("The examples of sessions do what the README says")
struct SessionExampleTests {
    @Test("Chat: the second question goes with the first and its answer")
    func conversation() async throws {
        let backend = ScriptedBackend([.text(["Four."]), .text(["Forty-seven."])])
        #expect(try await chat(with: BackendModel(backend)) == ["Four.", "Forty-seven."])
        let last = try #require(backend.requests.last)
        #expect(last.messages.map(\.role) == [.system, .user, .assistant, .user])
        #expect(
            last.messages.map(\.content) == [
                "You sell strings. Answer in one sentence.", "How many strings has a viola?", "Four.", "And a harp?",
            ])
        #expect(last.sampling.temperature == 0.2)
    }

    @Test("Streaming: a snapshot holds all so far, and the last is the whole")
    func snapshots() async throws {
        var shown = [""]
        try await story(with: BackendModel(ScriptedBackend([.text(["A bow", " met", " a string."])]))) { text in
            #expect(text.hasPrefix(shown.last ?? ""))
            shown.append(text)
        }
        #expect(shown.last == "A bow met a string.")
    }

    @Test("Streaming: the pieces are those of the model, then the reason for the end")
    func pieces() async throws {
        var pieces: [String] = []
        try await storyInPieces(with: BackendModel(ScriptedBackend([.text(["A bow", " met", " a string."])]))) {
            pieces.append($0)
        }
        #expect(pieces == ["A bow", " met", " a string.", "\n[stop]"])
    }

    @Test("Tools: calls are made and answered; an order needs approval", arguments: [true, false])
    func tools(isApproved: Bool) async throws {
        let order = #"{"article":4711,"pieces":4}"#
        let backend = ScriptedBackend([
            .toolCalls([ModelToolCall(id: "1", name: "stock", arguments: #"{"article": 4711}"#)]),
            .toolCalls([ModelToolCall(id: "2", name: "order", arguments: order)]),
            .text(["Done."]),
        ])
        let asked = Mutex<[String]>([])
        let answer = try await refill(with: BackendModel(backend)) { arguments in
            asked.withLock { $0.append(arguments) }
            return isApproved
        }
        #expect(answer == "Done.")
        #expect(asked.withLock { $0 } == [order])

        let requests = backend.requests
        #expect(requests.count == 3)
        #expect(requests.first?.tools.map(\.name) == ["stock", "order"])
        #expect(requests.first?.tools.first?.description == "How many pieces of an article are in stock.")
        let results = requests.last?.messages.filter { $0.role == .tool }.map(\.content) ?? []
        #expect(results.first == "6 pieces")
        #expect((results.last == "Harp & Sons sends 4 pieces of 4711.") == isApproved)
        #expect(results.last?.contains("The owner said no.") == !isApproved)
    }

    @Test("Custom backend: a session speaks with it; what it cannot do is refused")
    func custom() async throws {
        #expect(try await parrot() == "Who is a pretty bird?")
        let answer = try await Parrot().respond(ModelRequest(messages: [ModelMessage(.user, "Polly wants")]))
        #expect(answer.text == "Polly wants")
        #expect(answer.finishReason == .stop)
        #expect(answer.usage.outputTokens == 2)
        var request = ModelRequest(messages: [ModelMessage(.user, "Polly wants")])
        request.tools = [ModelTool(name: "stock", description: "", parameters: ["type": "object"])]
        let error = await #expect(throws: KapellError.self) { try await Parrot().respond(request) }
        #expect(error?.code == .unsupported)
    }
}
