import KapellCore
import KapellJSON

/// Reads a stream of InvokeModelWithResponseStream whose events are Anthropic's.
struct BedrockInvokeEventDecoder: LatchedEventDecoder {
    private var frames = BedrockFrames()
    private var reader = AnthropicEventReader()
    var failure: KapellError?

    mutating func read(_ bytes: [UInt8], into events: inout [ModelEvent]) throws(KapellError) {
        if reader.isFinished { return }
        for frame in try frames.decode(bytes) where !reader.isFinished {
            let (type, payload) = try BedrockFrames.event(in: frame)
            guard type == "chunk" else { continue }
            guard let event = BedrockChunk.event(in: payload) else {
                throw .unreadableAnswer("a chunk holds no event")
            }
            events += try reader.take(event)
        }
    }

    mutating func readEnd(into events: inout [ModelEvent]) throws(KapellError) { events += try reader.finish() }
}
