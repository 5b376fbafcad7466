import KapellCore
import KapellJSON

/// Reads a stream of server-sent events of Anthropic's.
struct AnthropicEventDecoder: LatchedEventDecoder {
    private var stream = ServerSentEvents()
    private var reader = AnthropicEventReader()
    var failure: KapellError?

    mutating func read(_ bytes: [UInt8], into events: inout [ModelEvent]) throws(KapellError) {
        if reader.isFinished { return }
        for event in try stream.decode(bytes) { events += try take(event) }
    }

    mutating func readEnd(into events: inout [ModelEvent]) throws(KapellError) {
        if reader.isFinished { return }
        // An event whose end is missing is taken where it is whole.
        if let last = stream.finish(), (try? JSONValue(parsing: last.data)) != nil { events += try take(last) }
        events += try reader.finish()
    }

    private mutating func take(_ event: SSEEvent) throws(KapellError) -> [ModelEvent] {
        if reader.isFinished || event.event == "ping" || event.data.isEmpty || event.data == "[DONE]" { return [] }
        var object = try JSONObject.ofProvider(event.data)
        if object["type"] == nil, let type = event.event { object["type"] = .string(type) }
        return try reader.take(object)
    }
}
