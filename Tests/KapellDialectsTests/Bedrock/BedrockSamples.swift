import KapellCore
import KapellDialects
import KapellJSON
import Testing

/// Streams of Bedrock's for the tests.
enum BedrockSamples {
    static func frame(_ type: String, _ payload: String) -> [UInt8] {
        EventStreamFrame.encoded(
            headers: [(":event-type", type), (":content-type", "application/json"), (":message-type", "event")],
            payload: Array(payload.utf8))
    }

    static func exception(_ type: String, _ message: String) -> [UInt8] {
        EventStreamFrame.encoded(
            headers: [
                (":exception-type", type), (":content-type", "application/json"), (":message-type", "exception"),
            ],
            payload: JSONValue.object(["message": .string(message)]).serializedBytes())
    }

    /// What ``ClaudeSamples/meaning`` says, as ConverseStream says it.
    static let converse: [(String, String)] = [
        ("messageStart", #"{"role":"assistant","p":"abc"}"#),
        ("contentBlockDelta", #"{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"hm ✓"}}}"#),
        ("contentBlockDelta", #"{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"c2ln"}}}"#),
        ("contentBlockStop", #"{"contentBlockIndex":0}"#),
        ("contentBlockDelta", #"{"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"ZGF0YQ=="}}}"#),
        ("contentBlockStop", #"{"contentBlockIndex":1}"#),
        ("contentBlockDelta", #"{"contentBlockIndex":2,"delta":{"text":"Grüße, "}}"#),
        ("contentBlockDelta", #"{"contentBlockIndex":2,"delta":{"text":"Welt"}}"#),
        ("contentBlockStop", #"{"contentBlockIndex":2}"#),
        ("contentBlockStart", #"{"contentBlockIndex":3,"start":{"toolUse":{"toolUseId":"toolu_a","name":"add"}}}"#),
        ("contentBlockDelta", #"{"contentBlockIndex":3,"delta":{"toolUse":{"input":"{\"a\": "}}}"#),
        ("contentBlockDelta", #"{"contentBlockIndex":3,"delta":{"toolUse":{"input":"1}"}}}"#),
        ("contentBlockStop", #"{"contentBlockIndex":3}"#),
        ("contentBlockStart", #"{"contentBlockIndex":4,"start":{"toolUse":{"toolUseId":"toolu_b","name":"now"}}}"#),
        ("contentBlockStop", #"{"contentBlockIndex":4}"#),
        ("messageStop", #"{"stopReason":"tool_use"}"#),
        (
            "metadata",
            #"{"usage":{"inputTokens":10,"outputTokens":25,"totalTokens":165,"cacheReadInputTokens":100,"cacheWriteInputTokens":30},"metrics":{"latencyMs":5}}"#
        ),
    ]

    static var converseBytes: [UInt8] { converse.flatMap { frame($0.0, $0.1) } }

    static var converseMeaning: [ModelEvent] {
        ClaudeSamples.meaning.filter { if case .usage = $0 { false } else { true } }.dropLast() + [
            .usage(ModelUsage(inputTokens: 140, cachedTokens: 100, outputTokens: 25, cacheWriteTokens: 30)),
            .finished(.toolCalls),
        ]
    }

    /// The events of ``ClaudeSamples/events`` in chunks.
    static var invokeBytes: [UInt8] {
        ClaudeSamples.events.flatMap { frame("chunk", #"{"bytes":"\#(Base64.encode(Array($0.utf8)))"}"#) }
    }
}
