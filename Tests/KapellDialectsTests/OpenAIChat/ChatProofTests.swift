import KapellCore
import KapellDialects
import KapellJSON
import Testing

/// Proofs within OpenAI's chat dialect: of calls in `extra_content`, of thoughts in `reasoning_details`.
@Suite("Proofs in chat completions") struct ChatProofTests {
    private let dialect = OpenAIChatDialect(options: .compatible)
    private let answer = DialectAnswer(id: "01", model: "m", created: 1)

    private func folded(_ events: [ModelEvent]) -> ModelResponse {
        var response = ModelResponse()
        for event in events { response.apply(event) }
        return response
    }

    /// What comes back of an answer that is written and read, streamed and whole.
    private func roundTrips(_ events: [ModelEvent]) throws -> [ModelResponse] {
        var encoder = dialect.eventEncoder(of: answer)
        var bytes: [UInt8] = []
        for event in events { bytes += encoder.encode(event) }
        bytes += encoder.finish()
        var decoder = dialect.eventDecoder()
        let streamed = folded(try decoder.decode(bytes) + decoder.finish())
        return [streamed, folded(try dialect.decodeResponse(dialect.encodeResponse(folded(events), of: answer)))]
    }

    @Test("The proof of a call goes to the client with its call, whenever it comes") func calls() throws {
        let first = ModelEvent.toolArguments(index: 0, id: "a", name: "f", fragment: #"{"x":"#)
        let rest = ModelEvent.toolArguments(index: 0, id: nil, name: nil, fragment: "1}")
        let second = ModelEvent.toolArguments(index: 1, id: "b", name: "g", fragment: "{}")
        let (proof, end) = (ModelEvent.signature("cHJvb2Y=", toolCall: 0), ModelEvent.finished(.toolCalls))
        for events in [
            [first, proof, rest, second, end], [first, rest, proof, second, end], [first, rest, second, proof, end],
        ] {
            for response in try roundTrips(events) {
                #expect(response.toolCalls.map(\.signature) == ["cHJvb2Y=", nil])
                #expect(response.toolCalls.map(\.arguments) == [#"{"x":1}"#, "{}"])
            }
        }
    }

    @Test("The proof of a thought goes back to those who made it, and is dropped by name for all others") func owners()
        throws
    {
        let details = #"reasoning_details#[{"type":"reasoning.encrypted","data":"REVU"}]"#
        let proofs: [(signature: String, core: String, owners: Set<DialectName>)] = [
            ("gemini#R0VN", "R0VN", [.gemini]), ("rs_1#gAAAAx", "gAAAAx", [.openAIResponses]),
            (details, "REVU", [.openAIChat]), ("QU5U", "QU5U", [.anthropic, .bedrockInvoke, .bedrockConverse]),
        ]
        let others: [any Dialect] = [
            dialect, OpenAIResponsesDialect(), AnthropicDialect(), GeminiDialect(), BedrockConverseDialect(),
            BedrockInvokeDialect(), CohereDialect(), OllamaDialect(),
        ]
        for proof in proofs {
            var request = ModelRequest(messages: [ModelMessage(.user, "Where?")], sampling: .modelDefault)
            let block = ModelReasoning(text: "Hm.", signature: proof.signature)
            request.messages.append(.assistant("Oslo.", reasoning: [block]))
            request.messages.append(ModelMessage(.user, "And now?"))
            request.maximumResponseTokens = 10
            for other in others {
                let asked = DialectRequest(
                    dialect: other.name == .cohere ? .ollama : .cohere, model: "claude-sonnet-4-5", streams: false,
                    request: request)
                let encoded = try other.encodeRequest(asked)
                let isSent = JSONValue.object(encoded.body).serialized().contains(proof.core)
                #expect(isSent == proof.owners.contains(other.name), "\(proof.signature) to \(other.name)")
                #expect(isSent || !encoded.losses.isEmpty, "\(proof.signature) to \(other.name)")
            }
        }
    }

    @Test("Details of reasoning are put together from their pieces, survive, and go back to their provider alone")
    func details() throws {
        func chunk(_ delta: String, _ reason: String = "null") -> String {
            #"data: {"id":"g","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(reason)}]}"# + "\n\n"
        }
        let stream =
            chunk(#"{"reasoning_details":[{"type":"reasoning.text","text":"The ","index":0}]}"#)
            + chunk(#"{"reasoning_details":[{"type":"reasoning.text","text":"capital.","signature":"s","index":0}]}"#)
            + chunk(#"{"content":"Oslo."}"#)
            + chunk(
                #"{"reasoning_details":[{"type":"reasoning.encrypted","data":"x","id":"t","index":1}]}"#, #""stop""#)
            + "data: [DONE]\n\n"
        var decoder = dialect.eventDecoder()
        let events = try decoder.decode(Array(stream.utf8))
        // The proof comes before the text, so that it ends the thoughts.
        #expect(events.prefix(2) == [.reasoning("The "), .reasoning("capital.")])
        if case .signature = events[2] {} else { Issue.record("\(events)") }
        let response = folded(events)
        #expect(response.text == "Oslo." && response.reasoning == "The capital.")
        let list: JSONValue = [
            ["type": "reasoning.text", "text": "The capital.", "index": 0, "signature": "s"],
            ["type": "reasoning.encrypted", "data": "x", "id": "t", "index": 1],
        ]
        for again in try roundTrips(events) {
            var request = ModelRequest(
                messages: [ModelMessage(.user, "Where?"), again.message], sampling: .modelDefault)
            request.maximumResponseTokens = 10
            let asked = DialectRequest(dialect: .anthropic, model: "m", streams: false, request: request)
            let own = try dialect.encodeRequest(asked)
            #expect(own.body["messages"]?[1]?["reasoning_details"] == list, "\(own.body)")
            #expect(own.losses.isEmpty, "\(own.losses)")
            // Nobody else reads them.
            for other: any Dialect in [
                AnthropicDialect(), BedrockConverseDialect(), GeminiDialect(), OpenAIResponsesDialect(),
                OpenAIChatDialect(),
            ] {
                let encoded = try other.encodeRequest(asked)
                #expect(!JSONValue.object(encoded.body).serialized().contains("reasoning.text"), "\(other.name)")
                #expect(!encoded.losses.isEmpty, "\(other.name)")
            }
        }
        #expect(
            try dialect.decodeRequest(
                ["model": "m", "messages": [["role": "assistant", "content": "Oslo.", "reasoning_details": list]]],
                to: DialectTarget()
            ).request.messages[0].reasoning.first?.text == "The capital.")
    }
}
