import KapellCore
import KapellPolicy
import KapellTesting
import Testing

@Suite struct OpaqueStateStoreTests {
    private let scope = OpaqueStateScope(tenant: "t1", provider: "anthropic", model: "m")

    private func thought(_ text: String, _ signature: String, answer: String) -> ModelResponse {
        var response = ModelResponse()
        for event in [ModelEvent.reasoning(text), .signature(signature), .text(answer)] { response.apply(event) }
        return response
    }

    private func called(_ id: String, _ arguments: String, signature: String?, reasoning: String? = nil)
        -> ModelResponse
    {
        var response = ModelResponse()
        if let reasoning {
            response.apply(.reasoning(reasoning))
            response.apply(.signature("proof of \(reasoning)"))
        }
        response.apply(.toolArguments(index: 0, id: id, name: "look", fragment: arguments))
        if let signature { response.apply(.signature(signature, toolCall: 0)) }
        return response
    }

    /// The conversation as a client sends it back that keeps texts and calls only.
    private func returned(_ response: ModelResponse, arguments: String? = nil, after text: String = "Q") -> ModelRequest
    {
        let calls = response.toolCalls.map {
            ModelToolCall(id: $0.id, name: $0.name, arguments: arguments ?? $0.arguments)
        }
        return ModelRequest(messages: [
            ModelMessage(.user, text), .assistant(response.text, toolCalls: calls), ModelMessage(.user, "And then?"),
        ])
    }

    private func asked(_ text: String = "Q") -> ModelRequest { ModelRequest(messages: [ModelMessage(.user, text)]) }

    @Test("Thoughts with their proof come back to the text that they led to")
    func text() {
        let store = OpaqueStateStore()
        let response = thought("Hm.", "sig", answer: "Because.")
        store.record(response, to: asked(), in: scope)
        var request = returned(response)
        #expect(store.restore(&request, in: scope) == 1)
        #expect(request.messages[1].reasoning == [ModelReasoning(text: "Hm.", signature: "sig")])
        #expect(store.restore(&request, in: scope) == 0)
    }

    @Test("Proofs of calls come back by the call's id, also where a client writes the arguments anew")
    func calls() {
        let store = OpaqueStateStore()
        let response = called("call_1", #"{"a": 1, "b": [2.0]}"#, signature: "s1", reasoning: "Look.")
        store.record(response, to: asked(), in: scope)
        var request = returned(response, arguments: #"{"b":[2],"a":1}"#)
        #expect(store.restore(&request, in: scope) == 1)
        #expect(request.messages[1].toolCalls.map(\.signature) == ["s1"])
        #expect(request.messages[1].reasoning == [ModelReasoning(text: "Look.", signature: "proof of Look.")])
        #expect(request.messages[1].toolCalls[0].arguments == #"{"b":[2],"a":1}"#)
    }

    @Test("Of several calls each gets its own proof back")
    func parallel() {
        let store = OpaqueStateStore()
        var response = ModelResponse()
        for (index, name) in ["one", "two", "three"].enumerated() {
            response.apply(.toolArguments(index: index, id: "c\(index)", name: name, fragment: "{}"))
        }
        response.apply(.signature("s0", toolCall: 0))
        response.apply(.signature("s2", toolCall: 2))
        store.record(response, to: asked(), in: scope)
        var request = returned(response)
        store.restore(&request, in: scope)
        #expect(request.messages[1].toolCalls.map(\.signature) == ["s0", nil, "s2"])
    }

    @Test(
        "Nothing reaches another tenant, provider or model",
        arguments: [
            OpaqueStateScope(tenant: "t2", provider: "anthropic", model: "m"),
            OpaqueStateScope(tenant: "t1", provider: "gemini", model: "m"),
            OpaqueStateScope(tenant: "t1", provider: "anthropic", model: "m2"),
        ])
    func scoped(other: OpaqueStateScope) {
        let store = OpaqueStateStore()
        let response = called("toolu_0123456789abcdef", "{}", signature: "s", reasoning: "R")
        store.record(response, to: asked(), in: scope)
        store.record(thought("Hm.", "sig", answer: "Yes."), to: asked(), in: scope)
        var request = returned(response)
        #expect(store.restore(&request, in: other) == 0)
        request = returned(thought("", "", answer: "Yes."))
        #expect(store.restore(&request, in: other) == 0)
        #expect(request.messages[1].reasoning.isEmpty)
    }

    @Test("The same words or short ids in another conversation are not taken for the same")
    func otherConversation() {
        let store = OpaqueStateStore()
        store.record(thought("Secret.", "sig", answer: "Yes."), to: asked("Mine?"), in: scope)
        store.record(called("call_0", "{}", signature: "s"), to: asked("Mine?"), in: scope)
        var request = returned(thought("", "", answer: "Yes."), after: "Yours?")
        #expect(store.restore(&request, in: scope) == 0)
        request = returned(called("call_0", "{}", signature: nil), after: "Yours?")
        #expect(store.restore(&request, in: scope) == 0)
        request = returned(called("call_0", #"{"x":1}"#, signature: nil), after: "Mine?")
        #expect(store.restore(&request, in: scope) == 0)
    }

    @Test("A long id is found even where the client has shortened what came before")
    func longID() {
        let store = OpaqueStateStore()
        let response = called("toolu_0123456789abcdef", "{}", signature: "s")
        store.record(response, to: asked("A long tool result"), in: scope)
        var request = returned(response, after: "[cleared]")
        #expect(store.restore(&request, in: scope) == 1)
    }

    @Test("What a client has kept stays as it is")
    func kept() {
        let store = OpaqueStateStore()
        let response = called("call_1", "{}", signature: "new", reasoning: "new")
        store.record(response, to: asked(), in: scope)
        var request = returned(response)
        request.messages[1].reasoning = [ModelReasoning(text: "own", signature: "own")]
        request.messages[1].toolCalls[0].signature = "own"
        #expect(store.restore(&request, in: scope) == 0)
        #expect(request.messages[1].reasoning.map(\.text) == ["own"])
    }

    @Test("An answer without a proof is not kept")
    func unsigned() {
        let store = OpaqueStateStore()
        var response = ModelResponse()
        response.apply(.reasoning("Hm."))
        response.apply(.text("Yes."))
        store.record(response, to: asked(), in: scope)
        #expect(store.size.entries == 0)
    }

    @Test("The number of entries is bounded; the one not used for longest goes first")
    func entries() {
        let store = OpaqueStateStore(entries: 2)
        let responses = (0..<3).map { thought("t\($0)", "s\($0)", answer: "a\($0)") }
        func isKept(_ number: Int) -> Bool {
            var request = returned(responses[number])
            return store.restore(&request, in: scope) == 1
        }
        store.record(responses[0], to: asked(), in: scope)
        store.record(responses[1], to: asked(), in: scope)
        #expect(isKept(0))
        store.record(responses[2], to: asked(), in: scope)
        #expect(store.size.entries == 2)
        #expect(isKept(0) && !isKept(1) && isKept(2))
        store.removeAll()
        #expect(store.size.entries == 0 && store.size.bytes == 0)
        #expect(!isKept(0))
    }

    @Test("The bytes are bounded, and one that is larger than all is not kept")
    func bytes() {
        let store = OpaqueStateStore(bytes: 10_000)
        for number in 0..<100 {
            store.record(
                thought(String(repeating: "x", count: 1_000), "s", answer: "a\(number)"), to: asked(), in: scope)
            #expect(store.size.bytes <= 10_000)
        }
        #expect(store.size.entries > 3)
        let before = store.size
        store.record(thought(String(repeating: "x", count: 20_000), "s", answer: "big"), to: asked(), in: scope)
        #expect(store.size.bytes == before.bytes)
        let none = OpaqueStateStore(entries: 0, bytes: -1)
        none.record(thought("t", "s", answer: "a"), to: asked(), in: scope)
        #expect(none.size.entries == 0)
    }

    @Test("The same answer again takes the place of the old one")
    func again() {
        let store = OpaqueStateStore(entries: 2)
        for number in 0..<5 { store.record(thought("t", "s\(number)", answer: "a"), to: asked(), in: scope) }
        var request = returned(thought("", "", answer: "a"))
        store.restore(&request, in: scope)
        #expect(request.messages[1].reasoning.first?.signature == "s4")
        #expect(store.size.entries <= 2)
    }

    @Test("Under many tasks it keeps its bounds and never mixes tenants")
    func concurrent() async {
        let store = OpaqueStateStore(entries: 50, bytes: 40_000)
        let mixed = Log<String>()
        let found = Log<Int>()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    let scope = OpaqueStateScope(tenant: "t\(task)", provider: "p", model: "m")
                    for round in 0..<500 {
                        let answer = "a\(round % 10)"
                        store.record(thought("t\(task)", "s", answer: answer), to: asked(), in: scope)
                        var request = returned(thought("", "", answer: answer))
                        guard store.restore(&request, in: scope) > 0 else { continue }
                        found.add(round)
                        let text = request.messages[1].reasoning.first?.text ?? ""
                        if text != "t\(task)" { mixed.add(text) }
                    }
                }
            }
        }
        #expect(mixed.all.isEmpty)
        #expect(found.count > 0)
        #expect(store.size.entries <= 50)
        #expect(store.size.bytes <= 40_000)
    }
}
