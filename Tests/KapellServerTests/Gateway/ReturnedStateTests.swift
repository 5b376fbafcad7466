import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import Testing

/// Signatures that providers want back, and clients that drop them: each client asks twice, and gives the answer back
/// without what is not in its own words.
@Suite("State that clients drop", .timeLimit(.minutes(10))) struct ReturnedStateTests {
    private struct Row: Sendable, CustomStringConvertible {
        var name: String
        var client: DialectName
        var provider: String
        /// The provider's answer: a call with a proof.
        var answer: String
        var streams = false
        /// What the client sends the second time.
        var second: @Sendable () throws -> JSONObject
        /// What the provider must get back.
        var proof: String
        var description: String { name }
    }

    private static let id = "call_0123456789abcdef"
    private static let proof = "c2lnbmF0dXJlIG9mIGEgdGhvdWdodA=="
    private static let question: JSONValue = ["role": "user", "content": "Say hello."]

    private static func object(_ text: String) throws -> JSONObject {
        try #require(try JSONValue(parsing: text).objectValue)
    }

    private static let gemini = """
        {"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"id":"\(id)","name":"weather",\
        "args":{"city":"Oslo"}},"thoughtSignature":"\(proof)"}]},"finishReason":"STOP","index":0}],\
        "usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":7,"totalTokenCount":18}}
        """
    private static let call =
        #""id":"\#(id)","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}"#

    private static func completion(_ message: String) -> String {
        #"{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":\#(message),"#
            + #""finish_reason":"tool_calls"}],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}"#
    }

    private static func stream(_ deltas: [String]) -> String {
        (deltas + ["{}"]).enumerated().map { place, delta in
            let reason = place == deltas.count ? #""tool_calls""# : "null"
            return #"data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"#
                + #""delta":\#(delta),"finish_reason":\#(reason)}]}"# + "\n\n"
        }.joined() + "data: [DONE]\n\n"
    }

    private static let details =
        #"[{"type":"reasoning.encrypted","data":"\#(proof)","id":"r1","format":"x-v1","index":0}]"#
    private static let thoughts = """
        {"id":"msg_1","type":"message","role":"assistant","model":"m","stop_reason":"tool_use","stop_sequence":null,\
        "content":[{"type":"thinking","thinking":"Hm.","signature":"\(proof)"},{"type":"tool_use","id":"\(id)",\
        "name":"weather","input":{"city":"Oslo"}}],"usage":{"input_tokens":11,"output_tokens":7}}
        """

    private static let converse = """
        {"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"Hm.",\
        "signature":"\(proof)"}}},{"toolUse":{"toolUseId":"\(id)","name":"weather","input":{"city":"Oslo"}}}]}},\
        "stopReason":"tool_use","usage":{"inputTokens":11,"outputTokens":7,"totalTokens":18}}
        """

    // MARK: What clients give back

    private static func blocks() throws -> JSONObject {
        let use: JSONValue = ["toolUse": ["toolUseId": .string(id), "name": "weather", "input": ["city": "Oslo"]]]
        let result: JSONValue = ["toolResult": ["toolUseId": .string(id), "content": [["text": "mild"]]]]
        return [
            "additionalModelRequestFields": ["thinking": ["type": "enabled", "budget_tokens": 1_024]],
            "messages": [
                ["role": "user", "content": [["text": "Say hello."]]], ["role": "assistant", "content": [use]],
                ["role": "user", "content": [result]],
            ],
        ]
    }

    private static func chat() throws -> JSONObject {
        let message = #"{"role":"assistant","content":null,"tool_calls":[{\#(call)}]}"#
        let result: JSONValue = ["role": "tool", "tool_call_id": .string(id), "content": "mild"]
        return ["messages": [question, .object(try object(message)), result]]
    }

    private static func messages() throws -> JSONObject {
        let use: JSONValue = ["type": "tool_use", "id": .string(id), "name": "weather", "input": ["city": "Oslo"]]
        let result: JSONValue = ["type": "tool_result", "tool_use_id": .string(id), "content": "mild"]
        return [
            "max_tokens": 2_000, "thinking": ["type": "enabled", "budget_tokens": 1_024],
            "messages": [question, ["role": "assistant", "content": [use]], ["role": "user", "content": [result]]],
        ]
    }

    private static func input() throws -> JSONObject {
        [
            "input": [
                question,
                [
                    "type": "function_call", "call_id": .string(id), "name": "weather",
                    "arguments": #"{"city":"Oslo"}"#,
                ], ["type": "function_call_output", "call_id": .string(id), "output": "mild"],
            ]
        ]
    }

    private static func contents() throws -> JSONObject {
        let call: JSONValue = ["functionCall": ["id": .string(id), "name": "weather", "args": ["city": "Oslo"]]]
        let result: JSONValue = [
            "functionResponse": ["id": .string(id), "name": "weather", "response": ["result": "mild"]]
        ]
        return [
            "contents": [
                ["role": "user", "parts": [["text": "Say hello."]]], ["role": "model", "parts": [call]],
                ["role": "user", "parts": [result]],
            ]
        ]
    }

    /// Of OpenAI's own, which is stored there; and of one that is not.
    private static func reasoned(_ store: Bool) -> String {
        #"{"id":"resp_9","object":"response","status":"completed","store":\#(store),"output":[{"type":"reasoning","id":"rs_9","#
            + #""summary":[]\#(store ? "" : #","encrypted_content":"gAAAA9""#)},{"type":"function_call","id":"fc_9","#
            + #""call_id":"\#(id)","name":"weather","arguments":"{\"city\":\"Oslo\"}"}],"#
            + #""usage":{"input_tokens":11,"output_tokens":7,"total_tokens":18}}"#
    }

    private static let rows: [Row] = [
        Row(
            name: "responses-pass", client: .openAIResponses, provider: "openai", answer: reasoned(true), second: input,
            proof: #"{"type":"reasoning","id":"rs_9","summary":[]},{"type":"function_call""#),
        Row(
            name: "responses-pass-streamed", client: .openAIResponses, provider: "openai",
            answer: #"data: {"type":"response.completed","response":\#(reasoned(false))}"# + "\n\n", streams: true,
            second: input,
            proof:
                #"{"type":"reasoning","id":"rs_9","summary":[],"encrypted_content":"gAAAA9"},{"type":"function_call""#),
        Row(
            name: "chat-on-gemini", client: .openAIChat, provider: "gemini", answer: gemini, second: chat,
            proof: #""thoughtSignature":"\#(proof)""#),
        Row(
            name: "responses-on-gemini", client: .openAIResponses, provider: "gemini", answer: gemini, second: input,
            proof: #""thoughtSignature":"\#(proof)""#),
        Row(
            name: "anthropic-on-gemini", client: .anthropic, provider: "gemini", answer: gemini, second: messages,
            proof: #""thoughtSignature":"\#(proof)""#),
        Row(
            name: "gemini-passes", client: .gemini, provider: "gemini", answer: gemini, second: contents,
            proof: #""thoughtSignature":"\#(proof)""#),
        Row(
            name: "chat-on-anthropic", client: .openAIChat, provider: "anthropic", answer: thoughts, second: chat,
            proof: #""signature":"\#(proof)""#),
        Row(
            name: "anthropic-passes", client: .anthropic, provider: "anthropic", answer: thoughts, second: messages,
            proof: #""signature":"\#(proof)""#),
        Row(
            name: "converse-passes", client: .bedrockConverse, provider: "bedrock", answer: converse, second: blocks,
            proof: #""signature":"\#(proof)""#),
        // Gemini's address with OpenAI's API.
        Row(
            name: "chat-passes", client: .openAIChat, provider: "openai-compatible",
            answer: completion(
                #"{"role":"assistant","content":null,"tool_calls":[{\#(call),"extra_content":{"google":{"thought_signature":"\#(proof)"}}}]}"#
            ), second: chat, proof: #""thought_signature":"\#(proof)""#),
        Row(
            name: "chat-passes-streamed", client: .openAIChat, provider: "openai-compatible",
            answer: stream([
                #"{"role":"assistant","tool_calls":[{"index":0,\#(call),"extra_content":{"google":{"thought_signature":"\#(proof)"}}}]}"#
            ]), streams: true, second: chat, proof: #""thought_signature":"\#(proof)""#),
        // OpenRouter.
        Row(
            name: "details-pass", client: .openAIChat, provider: "openai-compatible",
            answer: completion(
                #"{"role":"assistant","content":null,"reasoning_details":\#(details),"tool_calls":[{\#(call)}]}"#),
            second: chat, proof: #""reasoning_details":\#(details)"#),
        Row(
            name: "details-pass-streamed", client: .openAIChat, provider: "openai-compatible",
            answer: stream([
                #"{"role":"assistant","content":"","reasoning_details":\#(details)}"#,
                #"{"tool_calls":[{"index":0,\#(call)}]}"#,
            ]), streams: true, second: chat, proof: #""reasoning_details":\#(details)"#),
        Row(
            name: "anthropic-on-details", client: .anthropic, provider: "openai-compatible",
            answer: completion(
                #"{"role":"assistant","content":null,"reasoning_details":\#(details),"tool_calls":[{\#(call)}]}"#),
            second: messages, proof: #""reasoning_details":\#(details)"#),
    ]

    @Test("Each gets back what its provider signed, though the client has dropped it")
    func dropped() async throws {
        let plan = FaultPlan(
            Dictionary(
                uniqueKeysWithValues: Self.rows.map {
                    let type = $0.streams ? "text/event-stream" : "application/json"
                    return ($0.name, [.answer(status: 200, type: type, body: $0.answer)])
                }))
        let aliases = Self.rows.map {
            ModelAlias(name: $0.name, models: [ModelReference(provider: $0.provider, name: $0.name)], attempts: 1)
        }
        try await FaultStage.running(plan, aliases: aliases) { stage in
            for row in Self.rows {
                let bodies: [JSONObject] = [[:], try row.second()]
                for (number, extra) in bodies.enumerated() {
                    let request = ClientRequest(
                        dialect: row.client, model: row.name, streams: row.streams, extra: extra)
                    let response = try #require(try await request.send(to: stage.port), "\(row)")
                    #expect(response.status == 200, "\(row), request \(number): \(response.text)")
                    #expect(response.headers["x-kapell-restored"] == (number == 0 ? nil : "1"), "\(row)")
                    let view = ClientView(response, row.client, streams: row.streams)
                    #expect(view.answer.toolCalls.map(\.id) == [Self.id], "\(row): \(response.text)")
                }
                let requests = stage.upstream.requests.suffix(2).map { String(decoding: $0.body, as: UTF8.self) }
                #expect(requests.first?.contains(row.proof) == false, "\(row)")
                #expect(requests.last?.contains(row.proof) == true, "\(row): \(requests.last ?? "")")
            }
        }
    }

    @Test("What a client has kept stays as it is, and another model gets none of it")
    func kept() async throws {
        let signed =
            #"{"role":"assistant","content":null,"tool_calls":[{\#(Self.call),"extra_content":{"google":{"thought_signature":"\#(Self.proof)"}}}]}"#
        let answer = Fault.answer(status: 200, type: "application/json", body: Self.completion(signed))
        let plan = FaultPlan(["one": [answer], "two": [answer]])
        try await FaultStage.running(plan) { stage in
            func ask(_ model: String, _ extra: JSONObject) async throws -> String {
                let request = ClientRequest(
                    dialect: .openAIChat, model: "openai-compatible/\(model)", streams: false, extra: extra)
                _ = try #require(try await request.send(to: stage.port))
                return String(decoding: try #require(stage.upstream.requests.last).body, as: UTF8.self)
            }
            _ = try await ask("one", [:])
            var own = try Self.chat()
            let text = JSONValue.object(own).serialized()
            let other = text.replacing(
                #""type":"function""#,
                with: #""type":"function","extra_content":{"google":{"thought_signature":"b3du"}}"#)
            own = try Self.object(other)
            let sent = try await ask("one", own)
            #expect(sent.contains("b3du") && !sent.contains(Self.proof))
            #expect(try await !ask("two", Self.chat()).contains(Self.proof))
            #expect(try await ask("one", Self.chat()).contains(Self.proof))
        }
    }
}
