import KapellCore
import KapellDialects
import KapellJSON
import Testing

/// What is kept in a cache for an hour costs more than what is kept for five minutes, and is told apart.
@Suite("Caches for an hour") struct CacheHourTests {
    private let usage = ModelUsage(
        inputTokens: 140, cachedTokens: 100, outputTokens: 5, cacheWriteTokens: 30, cacheWriteHourTokens: 10)

    private static let dialects: [any Dialect] = [AnthropicDialect(), BedrockInvokeDialect(), BedrockConverseDialect()]

    @Test("Its tokens come back as they were written, whole and streamed", arguments: dialects.indices)
    func roundTrip(index: Int) throws {
        let dialect = Self.dialects[index]
        var response = ModelResponse()
        for event: ModelEvent in [.text("Hi"), .usage(usage), .finished(.stop)] { response.apply(event) }
        let whole = try dialect.decodeResponse(dialect.encodeResponse(response, of: ClaudeSamples.answer))
        #expect(ClaudeSamples.fold(whole).usage == usage)
        let events: [ModelEvent] = [.usage(usage), .text("Hi"), .finished(.stop)]
        let bytes = ClaudeSamples.encode(events, with: dialect.eventEncoder(of: ClaudeSamples.answer))
        let streamed = try ClaudeSamples.decode(bytes, with: dialect.eventDecoder())
        #expect(ClaudeSamples.fold(streamed).usage == usage)
    }

    @Test("The wire names them as Anthropic and Bedrock do")
    func names() {
        var response = ModelResponse()
        response.apply(.usage(usage))
        let anthropic = AnthropicDialect().encodeResponse(response, of: ClaudeSamples.answer)["usage"]
        #expect(anthropic?["cache_creation"]?["ephemeral_1h_input_tokens"] == 10)
        #expect(anthropic?["cache_creation"]?["ephemeral_5m_input_tokens"] == 20)
        let bedrock = BedrockConverseDialect().encodeResponse(response, of: ClaudeSamples.answer)["usage"]
        #expect(
            bedrock?["cacheDetails"] == [["ttl": "1h", "inputTokens": 10], ["ttl": "5m", "inputTokens": 20]])
    }

    @Test("More of them than writes, and negative ones, are no more than there can be")
    func odd() throws {
        for (hour, expected) in [(99, 30), (-5, 0)] {
            let body = try ClaudeSamples.object(
                #"{"output":{"message":{"content":[]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"cacheWriteInputTokens":30,"cacheDetails":[{"ttl":"1h","inputTokens":\#(hour)},{"ttl":"5m"},7]}}"#
            )
            let read = ClaudeSamples.fold(try BedrockConverseDialect().decodeResponse(body)).usage
            #expect(read.cacheWriteTokens == 30 && read.cacheWriteHourTokens == expected)
        }
    }

    @Test("The time that a mark asks for reaches the provider, or is named as lost")
    func marks() throws {
        let body = try ClaudeSamples.object(
            #"{"model":"claude-sonnet-4-5","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"Long.","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}"#
        )
        var request = try AnthropicDialect().decodeRequest(body, to: DialectTarget())
        #expect(request.request.messages[0].cacheMark?.timeToLive == "1h")
        request.model = "anthropic.claude-sonnet-4-5-20250929-v1:0"
        let converse = try BedrockConverseDialect().encodeRequest(request)
        #expect(converse.body["messages"]?[0]?["content"]?[1]?["cachePoint"]?["ttl"] == "1h")
        var options = OpenAIChatOptions.compatible
        options.cacheMarks = .cacheControl
        let kept = try OpenAIChatDialect(options: options).encodeRequest(request)
        #expect(kept.body["messages"]?[0]?["content"]?[0]?["cache_control"]?["ttl"] == "1h")
        #expect(!kept.losses.contains { $0.field.contains("cache_control") })
        options.cacheMarks = .promptCacheBreakpoint
        let lost = try OpenAIChatDialect(options: options).encodeRequest(request)
        #expect(lost.losses.contains(DialectLoss(.approximated, "messages[0].cache_control.ttl")))
    }
}
