import KapellCore
import KapellJSON
import KapellPolicy
import KapellTesting
import Testing

@Suite struct PolicyBackendTests {
    private let log = Log<AttemptRecord>()
    private let cut = KapellError(.network, "cut")

    private func backend(_ targets: [PolicyTarget], continuing: ContinuationPolicy? = nil) -> PolicyBackend {
        PolicyBackend(
            model: "route", targets: targets, runner: .quick(RetryPolicy(attempts: 2, deadline: nil), log: log),
            continuation: continuing)
    }

    @Test("Every event comes through in order, with one end")
    func whole() async throws {
        let events: [ModelEvent] = [
            .usage(ModelUsage(inputTokens: 4)), .reasoning("Hm."), .signature("s"), .text("Once "), .text("upon."),
            .toolArguments(index: 0, id: "c1", name: "tell", fragment: "{}"),
            .usage(ModelUsage(inputTokens: 4, outputTokens: 9)), .finished(.toolCalls),
        ]
        let result = await collect(backend([.scripted("a", [.events(events)])]).stream(question))
        #expect(result.events == events)
        #expect(result.error == nil)
        #expect(log.all.map(\.outcome) == [.succeeded])
        #expect(log.all.first?.usage == ModelUsage(inputTokens: 4, outputTokens: 9))
    }

    @Test("A failure before the first event is hidden, also after a report of usage")
    func hidden() async throws {
        let first = PolicyTarget.scripted(
            "a",
            [
                .failure(after: [], KapellError(.overloaded, "busy")),
                .broken(after: [.usage(ModelUsage(inputTokens: 8))], KapellError(.unavailable, "down")),
            ])
        let result = await collect(backend([first, .scripted("b", [.text(["Fine."])])]).stream(question))
        #expect(text(of: result.events) == "Fine.")
        #expect(log.all.map(\.target) == ["a", "a", "b"])
        #expect(log.all.map(\.mayBeBilled) == [false, true, true])
        #expect(log.all[1].usage == ModelUsage(inputTokens: 8))
        #expect(!result.events.contains(.usage(ModelUsage(inputTokens: 8))))
    }

    @Test("After the first event nothing is retried: the stream throws")
    func afterFirst() async throws {
        let first = PolicyTarget.scripted("a", [.failure(after: ["Once "], cut), .text(["no"])])
        let second = PolicyTarget.scripted("b", [.text(["no"])])
        let result = await collect(backend([first, second]).stream(question))
        #expect(result.events == [.text("Once ")])
        #expect(result.error == cut)
        #expect(first.script?.count == 1 && second.script?.count == 0)
        #expect(log.all.map(\.outcome) == [.cut])
        #expect(log.all.map(\.code) == [.network])
    }

    @Test("A stream without its end is an error, never an answer")
    func unfinished() async throws {
        let some = await collect(backend([.scripted("a", [.events([.text("Once")])])]).stream(question))
        #expect(some.error?.code == .network)
        let none = await collect(backend([.scripted("a", [.events([])])]).stream(question))
        #expect(none.error?.code == .network)
        #expect(none.events.isEmpty)
    }

    @Test("A cut text is continued on another model where the route allows it")
    func continued() async throws {
        let first = PolicyTarget.scripted(
            "a",
            [
                .broken(
                    after: [.text("Once upon "), .usage(ModelUsage(inputTokens: 10, outputTokens: 3)), .text("a ti")],
                    cut)
            ])
        let second = PolicyTarget.scripted(
            "b",
            [
                .events([
                    .text("me."), .usage(ModelUsage(inputTokens: 20, outputTokens: 2)), .finished(.stop),
                ])
            ])
        var request = question
        request.maximumResponseTokens = 100
        let writers = Log<Int>()
        let result = await collect(
            backend([first, second], continuing: ContinuationPolicy())
                .stream(request, onAttempt: nil) { writers.add($0) })
        #expect(result.error == nil)
        #expect(writers.all == [0, 1])
        #expect(text(of: result.events) == "Once upon a time.")
        #expect(result.events.last == .finished(.stop))
        #expect(result.events.count { if case .finished = $0 { true } else { false } } == 1)
        #expect(result.events.dropLast().last == .usage(ModelUsage(inputTokens: 30, outputTokens: 5)))

        let sent = try #require(second.script?.requests.first)
        #expect(sent.messages.map(\.role) == [.user, .assistant, .user])
        #expect(sent.messages[1].content == "Once upon a ti")
        #expect(sent.messages[2].content == ContinuationPolicy.defaultInstruction)
        #expect(sent.messages[2].origin == .developer)
        #expect(sent.maximumResponseTokens == 97)

        #expect(log.all.map(\.kind) == [.first, .continuation])
        #expect(log.all.map(\.outcome) == [.cut, .succeeded])
        #expect(
            log.all.map(\.usage) == [
                ModelUsage(inputTokens: 10, outputTokens: 3), ModelUsage(inputTokens: 20, outputTokens: 2),
            ])
    }

    @Test("A continuation that fails gives the error of the cut")
    func continuationFails() async throws {
        let second = PolicyTarget.scripted("b", [.failure(after: [], KapellError(.contentPolicy, "no"))])
        let result = await collect(
            backend([.scripted("a", [.failure(after: ["Once"], cut)]), second], continuing: ContinuationPolicy())
                .stream(question))
        #expect(result.error == cut)
        #expect(log.all.map(\.kind) == [.first, .continuation])
        let alone = await collect(
            backend([.scripted("a", [.failure(after: ["Once"], cut)])], continuing: ContinuationPolicy())
                .stream(question))
        #expect(alone.error == cut)
    }

    @Test("An answer is continued as often as the policy says")
    func times() async throws {
        func targets() -> [PolicyTarget] {
            [
                .scripted("a", [.failure(after: ["1"], cut)]), .scripted("b", [.failure(after: ["2"], cut)]),
                .scripted("c", [.text(["3"])]),
            ]
        }
        let once = await collect(backend(targets(), continuing: ContinuationPolicy(times: 1)).stream(question))
        #expect(text(of: once.events) == "12")
        #expect(once.error == cut)
        let twice = await collect(backend(targets(), continuing: ContinuationPolicy(times: 2)).stream(question))
        #expect(text(of: twice.events) == "123")
        #expect(twice.error == nil)
    }

    @Test(
        "Tool calls, schemas, answers without text and forbidden ones are not continued",
        arguments: [
            [ModelEvent.text("Hm"), .toolArguments(index: 0, id: "c", name: "t", fragment: "{")],
            [.reasoning("Only thoughts")],
        ])
    func notContinued(events: [ModelEvent]) async throws {
        let second = PolicyTarget.scripted("b", [.text(["no"])])
        let result = await collect(
            backend([.scripted("a", [.broken(after: events, cut)]), second], continuing: ContinuationPolicy())
                .stream(question))
        #expect(result.error == cut)
        #expect(second.script?.count == 0)
    }

    @Test("A text that a guard stopped, or that keeps to a schema, is not continued")
    func guarded() async throws {
        let second = PolicyTarget.scripted("b", [.text(["no"]), .text(["no"])])
        let policy = KapellError(.contentPolicy, "no")
        let stopped = await collect(
            backend([.scripted("a", [.failure(after: ["Once"], policy)]), second], continuing: ContinuationPolicy())
                .stream(question))
        #expect(stopped.error == policy)

        var request = question
        request.responseSchema = ModelResponseSchema(name: "s", schema: ["type": "object"])
        let strict = ScriptedBackend(
            model: "a", features: [.responseSchema], [.failure(after: ["{"], cut)])
        let schema = await collect(
            backend([PolicyTarget(strict), second], continuing: ContinuationPolicy()).stream(request))
        #expect(schema.error == cut)
        #expect(second.script?.count == 0)
    }

    @Test("A later model that cannot do what is asked is passed over")
    func features() async throws {
        var request = question
        request.tools = [ModelTool(name: "t", description: "", parameters: [:])]
        let plain = PolicyTarget(ScriptedBackend(model: "plain", features: [], [.text(["no"])]))
        let backend = backend([
            .scripted("a", [.failure(after: [], KapellError(.timeout, "late"))]), plain,
            .scripted("c", [.text(["Yes."])]),
        ])
        #expect(backend.features.contains(.tools))
        let result = await collect(backend.stream(request))
        #expect(text(of: result.events) == "Yes.")
    }

    @Test("It can be asked for a whole answer, and stand behind another policy")
    func nested() async throws {
        let inner = backend([.scripted("a", [.failure(after: [], cut)]), .scripted("b", [.text(["In", "ner"])])])
        let outer = backend([PolicyTarget(inner)])
        #expect(try await outer.respond(question).text == "Inner")
        #expect(try await outer.countTokens("two words") == 2)
    }
}
