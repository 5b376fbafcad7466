import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Tool calls of chat answers") struct ChatToolCallTests {
    /// The calls out of pieces, one chunk each.
    private func calls(_ pieces: String...) throws -> [ModelToolCall] {
        let chunks = pieces.map { OpenAISupport.chunk(#"{"tool_calls":["# + $0 + "]}") }
        let end = OpenAISupport.chunk("{}", finish: #""tool_calls""#) + "data: [DONE]\n\n"
        let events = try OpenAISupport.events(chunks.joined() + end, of: OpenAIChatDialect())
        var first: Set<Int> = []
        for event in events {
            guard case .toolArguments(let index, let id, let name, _) = event else { continue }
            #expect((id != nil && name != nil) == first.insert(index).inserted, "id and name come with the first piece")
        }
        #expect(first == Set(0..<first.count), "indexes have no gaps")
        return OpenAISupport.response(events).toolCalls
    }

    private let both = [
        ModelToolCall(id: "a", name: "f", arguments: #"{"x":1}"#), ModelToolCall(id: "b", name: "g", arguments: "{}"),
    ]

    @Test("Interleaved pieces find their calls") func interleaved() throws {
        #expect(
            try calls(
                #"{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}"#,
                #"{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{"}}"#,
                #"{"index":0,"function":{"arguments":"{\"x\""}}"#, #"{"index":1,"function":{"arguments":"}"}}"#,
                #"{"index":0,"function":{"arguments":":1}"}}"#) == both)
    }

    @Test("Several calls in one chunk are several") func together() throws {
        #expect(
            try calls(
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}},"#
                    + #"{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}"#) == both)
    }

    @Test("The same index with another id and a name is another call") func duplicated() throws {
        #expect(
            try calls(
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":"}}"#,
                #"{"index":0,"function":{"arguments":"1}"}}"#,
                #"{"index":0,"id":"b","function":{"name":"g","arguments":""}}"#,
                #"{"index":0,"function":{"arguments":"{}"}}"#) == both)
    }

    @Test("Without an index, ids and names tell the calls apart") func missing() throws {
        #expect(
            try calls(
                #"{"id":"a","function":{"name":"f","arguments":"{\"x\":"}}"#, #"{"function":{"arguments":"1}"}}"#,
                #"{"id":"b","function":{"name":"g","arguments":"{}"}}"#) == both)
        #expect(
            try calls(
                #"{"id":"a","function":{"name":"f","arguments":"{\"x\":"}}"#,
                #"{"id":"b","function":{"name":"g","arguments":"{}"}}"#, #"{"id":"a","function":{"arguments":"1}"}}"#)
                == both)
    }

    @Test("Indexes with gaps, below zero or as texts are repaired") func gaps() throws {
        #expect(
            try calls(
                #"{"index":3,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}}"#,
                #"{"index":"-9","id":"b","function":{"name":"g","arguments":"{}"}}"#) == both)
    }

    @Test("A name or an id that is repeated with every piece is the same call") func repeated() throws {
        #expect(
            try calls(
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":"}}"#,
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"1}"}}"#,
                #"{"index":1,"id":"b","function":{"name":"g","arguments":"{"}}"#,
                #"{"index":1,"id":"other","function":{"arguments":"}"}}"#) == both)
    }

    @Test("Without ids, a name after whole arguments begins a new call") func nameless() throws {
        let found = try calls(
            #"{"index":0,"function":{"name":"f","arguments":"{\"x\":1}"}}"#,
            #"{"index":0,"function":{"name":"f","arguments":"{}"}}"#)
        #expect(found.map(\.arguments) == [#"{"x":1}"#, "{}"])
        #expect(found.map(\.id) == ["call_c1_0", "call_c1_1"])
    }

    @Test("Arguments that are an object are text, those that are missing an empty object") func kinds() throws {
        #expect(
            try calls(
                #"{"index":0,"id":"a","function":{"name":"f","arguments":{"x":1}}}"#,
                #"{"index":1,"id":"b","function":{"name":"g"}}"#) == both)
    }

    @Test("A name that comes late is waited for; one that never comes is an error") func late() throws {
        #expect(
            try calls(
                #"{"index":0,"id":"a","function":{"arguments":"{\"x\":"}}"#,
                #"{"index":0,"function":{"name":"f","arguments":"1}"}}"#,
                #"{"index":1,"id":"b","function":{"name":"g"}}"#) == both)
        #expect(
            OpenAISupport.error { _ = try calls(#"{"index":0,"id":"a","function":{"arguments":"{}"}}"#) }.code == .model
        )
    }

    @Test("A proof in extra_content goes with its call") func proof() throws {
        let found = try calls(
            #"{"index":0,"id":"a","function":{"name":"f","arguments":"{}"},"#
                + #""extra_content":{"google":{"thought_signature":"s"}}}"#)
        #expect(found == [ModelToolCall(id: "a", name: "f", arguments: "{}", signature: "s")])
    }

    @Test("More calls than anyone wants are refused") func many() {
        let many = (0...DialectLimits.toolCalls).map { #"{"index":\#($0),"id":"i\#($0)","function":{"name":"f"}}"# }
        #expect(OpenAISupport.error { _ = try calls(many.joined(separator: ",")) }.code == .tooLarge)
    }

    @Test("The deprecated call of a function is a call") func deprecated() throws {
        let text =
            OpenAISupport.chunk(#"{"function_call":{"name":"f","arguments":"{"}}"#)
            + OpenAISupport.chunk(#"{"function_call":{"arguments":"}"}}"#, finish: #""function_call""#)
            + "data: [DONE]\n\n"
        let events = try OpenAISupport.events(text, of: OpenAIChatDialect())
        #expect(
            OpenAISupport.response(events).toolCalls == [ModelToolCall(id: "call_c1_0", name: "f", arguments: "{}")])
        #expect(events.last == .finished(.toolCalls))
    }
}
