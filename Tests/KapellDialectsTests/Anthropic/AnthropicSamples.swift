import KapellCore
import KapellDialects
import KapellJSON
import KapellTesting
import Testing

/// What the tests of Anthropic's and Bedrock's dialects share.
enum ClaudeSamples {
    static let answer = DialectAnswer(id: "run1", model: "claude", created: 1_700_000_000)

    static func object(_ text: String) throws -> JSONObject {
        try #require(try JSONValue(parsing: text).objectValue)
    }

    /// Server-sent events out of lines of JSON, each with its type as the event's name.
    static func stream(_ events: [String]) throws -> [UInt8] {
        try events.flatMap { text -> [UInt8] in
            let type = try object(text)["type"]?.stringValue ?? ""
            return Array("event: \(type)\ndata: \(text)\n\n".utf8)
        }
    }

    /// An answer with thoughts, text and two calls.
    static let events = [
        #"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":10},"output_tokens":1}}}"#,
        #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
        #"{"type":"ping"}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm ✓"}}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}"#,
        #"{"type":"content_block_stop","index":0}"#,
        #"{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"ZGF0YQ=="}}"#,
        #"{"type":"content_block_stop","index":1}"#,
        #"{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}"#,
        #"{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Grüße, "}}"#,
        #"{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Welt"}}"#,
        #"{"type":"content_block_stop","index":2}"#,
        #"{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"toolu_a","name":"add","input":{}}}"#,
        #"{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":""}}"#,
        #"{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"a\": "}}"#,
        #"{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"1}"}}"#,
        #"{"type":"content_block_stop","index":3}"#,
        #"{"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"toolu_b","name":"now","input":{}}}"#,
        #"{"type":"content_block_stop","index":4}"#,
        #"{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":25,"output_tokens_details":{"thinking_tokens":7}}}"#,
        #"{"type":"message_stop"}"#,
    ]

    /// What ``events`` say.
    static let meaning: [ModelEvent] = [
        .usage(
            ModelUsage(
                inputTokens: 140, cachedTokens: 100, outputTokens: 1, cacheWriteTokens: 30, cacheWriteHourTokens: 10)),
        .reasoning("hm ✓"), .signature("c2ln"), .signature("redacted_thinking:ZGF0YQ=="),
        .text("Grüße, "), .text("Welt"),
        .toolArguments(index: 0, id: "toolu_a", name: "add", fragment: ""),
        .toolArguments(index: 0, id: nil, name: nil, fragment: "{\"a\": "),
        .toolArguments(index: 0, id: nil, name: nil, fragment: "1}"),
        .toolArguments(index: 1, id: "toolu_b", name: "now", fragment: ""),
        .toolArguments(index: 1, id: nil, name: nil, fragment: "{}"),
        .usage(
            ModelUsage(
                inputTokens: 140, cachedTokens: 100, outputTokens: 25, cacheWriteTokens: 30, cacheWriteHourTokens: 10,
                reasoningTokens: 7)),
        .finished(.toolCalls),
    ]

    static func decode(_ bytes: [UInt8], with decoder: any DialectEventDecoder) throws -> [ModelEvent] {
        var decoder = decoder
        return try decoder.decode(bytes) + decoder.finish()
    }

    static func encode(_ events: [ModelEvent], with encoder: any DialectEventEncoder) -> [UInt8] {
        var encoder = encoder
        return events.flatMap { encoder.encode($0) } + encoder.finish()
    }

    static func fold(_ events: [ModelEvent]) -> ModelResponse {
        var response = ModelResponse()
        for event in events { response.apply(event) }
        return response
    }

    /// Feeds random and mutated bytes: nothing may trap, and no decoder may say that a broken stream ended twice.
    static func fuzz(_ valid: [UInt8], seed: UInt64, decoder make: () -> any DialectEventDecoder) {
        var random = SeededGenerator(seed)
        for round in 0..<400 {
            var bytes = valid
            if round % 4 == 0 {
                bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            } else {
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                    case 1: bytes.remove(at: place)
                    default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
                    }
                }
            }
            var decoder = make()
            var finished = 0
            var rest = bytes[...]
            do {
                while !rest.isEmpty {
                    let piece = rest.prefix(Int.random(in: 1...64, using: &random))
                    rest = rest.dropFirst(piece.count)
                    for event in try decoder.decode(Array(piece)) { if case .finished = event { finished += 1 } }
                }
                for event in try decoder.finish() { if case .finished = event { finished += 1 } }
                #expect(finished == 1)
            } catch {
                #expect(finished == 0, "\(error)")
            }
        }
    }
}
