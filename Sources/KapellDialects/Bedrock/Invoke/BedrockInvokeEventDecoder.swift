import KapellCore
import KapellJSON

/// Reads a stream of InvokeModelWithResponseStream whose events are Anthropic's.
struct BedrockInvokeEventDecoder: DialectEventDecoder {
    private var frames = BedrockFrames()
    private var reader = AnthropicEventReader()

    mutating func decode(_ bytes: [UInt8]) throws(KapellError) -> [ModelEvent] {
        if reader.isFinished { return [] }
        var events: [ModelEvent] = []
        var reader = reader
        try frames.decode(bytes) { (type, payload) throws(KapellError) in
            guard type == "chunk" else { return }
            guard let event = BedrockChunk.event(in: payload) else {
                throw .unreadableAnswer("a chunk holds no event")
            }
            events += try reader.take(event)
        }
        self.reader = reader
        return events
    }

    mutating func finish() throws(KapellError) -> [ModelEvent] { try reader.finish() }
}
