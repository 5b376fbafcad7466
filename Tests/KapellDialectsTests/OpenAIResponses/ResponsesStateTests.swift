import KapellCore
import KapellDialects
import KapellJSON
import Testing

/// Reasoning that a client of responses has dropped, on its way to OpenAI itself.
@Suite("Reasoning in requests that pass") struct ResponsesStateTests {
    private let dialect = OpenAIResponsesDialect()

    private static let asked = #"{"role":"user","content":"Q"}"#
    private static func call(_ id: String, item: String = "") -> String {
        #"{"type":"function_call",\#(item)"call_id":"\#(id)","name":"f","arguments":"{}"}"#
    }
    private static func result(_ id: String) -> String {
        #"{"type":"function_call_output","call_id":"\#(id)","output":"ok"}"#
    }
    private static let thought = #"{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAAA1"}"#

    private func input(_ items: [String]) throws -> JSONObject {
        ["model": "m", "input": try JSONValue(parsing: "[\(items.joined(separator: ","))]")]
    }

    /// The request with what the server remembers of calls, as ``OpaqueStateStore`` puts it in.
    private func forwarded(_ items: [String], _ known: [String: String]) throws -> EncodedRequest {
        var request = try dialect.decodeRequest(try input(items), to: DialectTarget())
        for place in request.request.messages.indices {
            for call in request.request.messages[place].toolCalls {
                guard let signature = known[call.id], request.request.messages[place].reasoning.isEmpty else {
                    continue
                }
                request.request.messages[place].reasoning = [ModelReasoning(text: "", signature: signature)]
            }
        }
        return dialect.forward(request, to: "m")
    }

    @Test("A stored response is found by the id of its reasoning, any other by what is encrypted")
    func signatures() throws {
        for (store, encrypted, expected) in [
            ("true", "", "rs_1#"), ("true", #","encrypted_content":"gAAAA1""#, "rs_1#gAAAA1"),
            ("false", #","encrypted_content":"gAAAA1""#, "rs_1#gAAAA1"), ("false", "", nil),
        ] as [(String, String, String?)] {
            let items = #"{"type":"reasoning","id":"rs_1","summary":[]\#(encrypted)},\#(Self.call("call_1"))"#
            let whole = #"{"id":"resp_1","status":"completed","store":\#(store),"output":[\#(items)]}"#
            let body = try #require(try JSONValue(parsing: whole).objectValue)
            let stream =
                #"data: {"type":"response.created","response":{"id":"resp_1","store":\#(store)}}"# + "\n\n"
                + #"data: {"type":"response.completed","response":\#(whole)}"# + "\n\n"
            var decoder = dialect.eventDecoder()
            for events in [try dialect.decodeResponse(body), try decoder.decode(Array(stream.utf8))] {
                var response = ModelResponse()
                for event in events { response.apply(event) }
                #expect(response.reasoningBlocks.first?.signature == expected, "\(store) \(encrypted)")
            }
            #expect(decoder.answerID == "resp_1" && dialect.answerID(of: body) == "resp_1")
        }
    }

    @Test("It goes before the turn whose call it led to, where the turn has none; everything else stays as it came")
    func restored() throws {
        let known = ["call_1": "rs_1#gAAAA1", "call_2": "rs_2#"]
        let said = #"{"type":"message","role":"assistant","id":"msg_1","content":[{"type":"output_text","text":"Hm"}]}"#
        let second = #"{"type":"reasoning","id":"rs_2","summary":[]}"#
        let rows: [(sent: [String], expected: [String], count: Int)] = [
            (
                [Self.asked, Self.call("call_1"), Self.result("call_1")],
                [Self.asked, Self.thought, Self.call("call_1"), Self.result("call_1")], 1
            ),
            (
                [
                    Self.asked, said, Self.call("call_1"), Self.call("call_9"), Self.result("call_1"),
                    Self.call("call_2"),
                ],
                [
                    Self.asked, Self.thought, said, Self.call("call_1"), Self.call("call_9"), Self.result("call_1"),
                    second, Self.call("call_2"),
                ], 2
            ),
            // What is there stays, be it another item.
            (
                [Self.asked, second, Self.call("call_1"), Self.result("call_1")],
                [Self.asked, second, Self.call("call_1"), Self.result("call_1")], 0
            ),
            ([Self.asked, Self.call("call_9"), Self.asked], [Self.asked, Self.call("call_9"), Self.asked], 0),
            // What a client got by way of a translation has both in one text.
            (
                [
                    Self.asked, #"{"type":"reasoning","id":"rs_x","summary":[],"encrypted_content":"rs_1#gAAAA1"}"#,
                    Self.call("call_1"),
                ], [Self.asked, Self.thought, Self.call("call_1")], 0
            ),
        ]
        for row in rows {
            let encoded = try forwarded(row.sent, known)
            #expect(encoded.body["input"] == (try input(row.expected))["input"], "\(row.sent)")
            #expect(encoded.restored == row.count, "\(row.sent)")
        }
    }

    @Test("What OpenAI refuses is left out of the request, and named; other refusals are none of it")
    func mended() throws {
        let orphan = Self.call("call_1", item: #""id":"fc_1","#)
        let foreign = #"{"type":"reasoning","id":"rs_9","summary":[],"encrypted_content":"EqQB"}"#
        let stored = #"{"type":"reasoning","id":"rs_9","summary":[]}"#
        let rows: [(items: [String], refusal: String, expected: [String]?, losses: [String])] = [
            (
                [Self.asked, orphan, Self.result("call_1")],
                "Item 'fc_1' of type 'function_call' was provided without its required 'reasoning' item: 'rs_1'.",
                [Self.asked, Self.call("call_1"), Self.result("call_1")], ["approximated: input[1].id"]
            ),
            (
                [Self.asked, stored, Self.asked],
                "Item 'rs_9' of type 'reasoning' was provided without its required following item.",
                [Self.asked, Self.asked], ["dropped: input[1]"]
            ),
            (
                [Self.asked, stored, orphan],
                "Item with id 'rs_9' not found. Items are not persisted when `store` is set to false.",
                [Self.asked, orphan], ["dropped: input[1]"]
            ),
            (
                [Self.asked, orphan], "Item with id 'fc_1' not found.", [Self.asked, Self.call("call_1")],
                ["approximated: input[1].id"]
            ),
            (
                [foreign, orphan], "The encrypted content EqQB could not be verified.", [orphan], ["dropped: input[0]"]
            ),
            ([Self.asked, orphan], "Previous response with id 'resp_1' not found.", nil, []),
            ([Self.asked, orphan], "Item 'x", nil, []), ([Self.asked], "", nil, []),
            ([#"{"type":"item_reference","id":"rs_9"}"#], "Item with id 'rs_9' not found.", nil, []),
        ]
        for row in rows {
            let mended = ResponsesMending.mended(try input(row.items), after: row.refusal)
            #expect(mended?.body["input"] == (try row.expected.map { try input($0) })?["input"], "\(row.refusal)")
            #expect(mended?.losses.map(\.description) ?? [] == row.losses, "\(row.refusal)")
        }
    }
}
