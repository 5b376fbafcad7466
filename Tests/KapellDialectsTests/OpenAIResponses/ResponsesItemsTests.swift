import KapellCore
import KapellDialects
import KapellJSON
import Testing

/// Which item an event speaks of, where servers say it badly.
@Suite("Items of responses") struct ResponsesItemsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What stands between the type and the rest of each event that speaks of the first or the second call: its
        /// place, and the id of its item there.
        var marks: @Sendable (_ call: Int, _ event: Int) -> (place: String, id: String)
    }

    private static let cases = [
        Case(testDescription: "place and id") { call, _ in (#""output_index":\#(call),"#, "fc_\(call)") },
        Case(testDescription: "no place") { call, _ in ("", "fc_\(call)") },
        Case(testDescription: "one place for both") { call, _ in (#""output_index":0,"#, "fc_\(call)") },
        Case(testDescription: "no ids") { call, _ in (#""output_index":\#(call),"#, "") },
        Case(testDescription: "one id for both") { call, _ in (#""output_index":\#(call),"#, "fc") },
        Case(testDescription: "a new id with every event") { call, event in
            (#""output_index":\#(call),"#, "fc_\(call)_\(event)")
        },
        Case(testDescription: "places with gaps, out of order") { call, _ in
            (#""output_index":\#(9 - 4 * call),"#, "fc_\(call)")
        },
    ]

    private static let expected: [(id: String, name: String, arguments: String)] = [
        ("call_a", "f", #"{"x":1}"#), ("call_b", "g", #"{"y":2}"#),
    ]

    private func item(_ call: Int, _ id: String, arguments: String) -> String {
        let (callID, name, _) = Self.expected[call]
        let text = JSONValue.string(arguments).serialized()
        let itemID = id.isEmpty ? "" : #""id":"\#(id)","#
        return #"{"type":"function_call",\#(itemID)"call_id":"\#(callID)","name":"\#(name)","arguments":\#(text)}"#
    }

    private func end(_ items: [String]) -> String {
        #"{"type":"response.completed","response":{"id":"r","status":"completed","output":[\#(items.joined(separator: ","))]}}"#
    }

    private func read(_ events: [String]) throws -> ModelResponse {
        OpenAISupport.response(
            try OpenAISupport.events(ResponsesDecodingTests.text(events), of: OpenAIResponsesDialect()))
    }

    @Test("Two calls whose pieces come in turn are told apart", arguments: cases)
    func interleaved(test: Case) throws {
        var events: [String] = []
        var count = 0
        func event(_ type: String, _ call: Int, _ rest: (String) -> String) {
            let (place, id) = test.marks(call, count)
            count += 1
            events.append(#"{"type":"response.\#(type)",\#(place)\#(rest(id))}"#)
        }
        func delta(_ text: String, _ call: Int) {
            event("function_call_arguments.delta", call) { id in
                (id.isEmpty ? "" : #""item_id":"\#(id)","#) + #""delta":\#(JSONValue.string(text).serialized())"#
            }
        }
        for call in 0...1 { event("output_item.added", call) { #""item":"# + item(call, $0, arguments: "") } }
        delta(#"{"x""#, 0)
        delta(#"{"y""#, 1)
        delta(":1}", 0)
        delta(":2}", 1)
        for call in 0...1 {
            event("output_item.done", call) { #""item":"# + item(call, $0, arguments: Self.expected[call].arguments) }
        }
        events.append(end((0...1).map { item($0, test.marks($0, count).id, arguments: Self.expected[$0].arguments) }))
        let calls = try read(events).toolCalls
        #expect(calls.map(\.id) == Self.expected.map(\.id))
        #expect(calls.map(\.name) == Self.expected.map(\.name))
        #expect(calls.map(\.arguments) == Self.expected.map(\.arguments))
    }

    @Test("Calls one after the other in one place, without ids of items, are two")
    func onePlace() throws {
        var events: [String] = []
        for call in 0...1 {
            let arguments = Self.expected[call].arguments
            events.append(
                #"{"type":"response.output_item.added","output_index":0,"item":\#(item(call, "", arguments: ""))}"#)
            events.append(
                #"{"type":"response.function_call_arguments.delta","output_index":0,"delta":\#(JSONValue.string(arguments).serialized())}"#
            )
        }
        events.append(end([]))
        let calls = try read(events).toolCalls
        #expect(calls.map(\.id) == ["call_a", "call_b"])
        #expect(calls.map(\.arguments) == Self.expected.map(\.arguments))
    }

    @Test(
        "Text and thoughts are told once, whatever the last event repeats",
        arguments: [#""item_id":"m1","#, #""output_index":0,"#, #""item_id":"m1","output_index":3,"#, ""])
    func repeated(mark: String) throws {
        let message = #"{"type":"message","id":"m1","content":[{"type":"output_text","text":"Hé"}]}"#
        let thought = #"{"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"hm"}]}"#
        let response = try read([
            #"{"type":"response.reasoning_summary_text.delta","item_id":"rs","summary_index":0,"delta":"hm"}"#,
            #"{"type":"response.output_text.delta",\#(mark)"content_index":0,"delta":"H"}"#,
            #"{"type":"response.output_text.delta",\#(mark)"content_index":0,"delta":"é"}"#,
            end([thought, message]),
        ])
        #expect(response.text == "Hé")
        #expect(response.reasoning == "hm")
    }

    @Test("What was never streamed is taken from the last event, beside what was")
    func rest() throws {
        let response = try read([
            #"{"type":"response.output_item.added","output_index":1,"item":\#(item(0, "fc_0", arguments: ""))}"#,
            end([
                #"{"type":"message","id":"m1","content":[{"type":"output_text","text":"Hé"}]}"#,
                item(0, "fc_0", arguments: Self.expected[0].arguments),
                item(1, "fc_1", arguments: Self.expected[1].arguments),
            ]),
        ])
        #expect(response.text == "Hé")
        #expect(response.toolCalls.map(\.arguments) == Self.expected.map(\.arguments))
    }

    @Test("A name that comes late is waited for; a call without one is no answer")
    func lateName() throws {
        let nameless = #"{"type":"function_call","id":"fc_0","call_id":"call_a","arguments":""}"#
        let begin = #"{"type":"response.output_item.added","output_index":0,"item":\#(nameless)}"#
        let piece =
            #"{"type":"response.function_call_arguments.delta","output_index":0,"item_id":"fc_0","delta":"{\"x\""}"#
        let done =
            #"{"type":"response.output_item.done","output_index":0,"item":\#(item(0, "fc_0", arguments: #"{"x":1}"#))}"#
        let calls = try read([begin, piece, done, end([])]).toolCalls
        #expect(calls == [ModelToolCall(id: "call_a", name: "f", arguments: #"{"x":1}"#)])
        #expect(OpenAISupport.error { _ = try read([begin, piece, end([])]) }.code == .model)
    }

    @Test("A call without arguments has an empty object, and one without an id gets the response's")
    func empty() throws {
        let call = #"{"type":"function_call","name":"f","arguments":""}"#
        let calls = try read([
            #"{"type":"response.created","response":{"id":"r7","status":"in_progress"}}"#,
            #"{"type":"response.output_item.added","output_index":0,"item":\#(call)}"#, end([]),
        ]).toolCalls
        #expect(calls == [ModelToolCall(id: "call_r7_0", name: "f", arguments: "{}")])
    }
}
