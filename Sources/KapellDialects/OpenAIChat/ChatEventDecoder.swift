import KapellCore
import KapellJSON

/// Reads a provider's stream of chat completion chunks.
struct ChatEventDecoder: LatchedEventDecoder {
    private var stream = ServerSentEvents()
    private var answer = ChatAnswer()
    private var hasChoice = false
    private var isDone = false
    var failure: KapellError?

    mutating func read(_ bytes: [UInt8], into events: inout [ModelEvent]) throws(KapellError) {
        guard !isDone else { return }
        for event in try stream.decode(bytes) where !isDone { try take(event.data, into: &events) }
    }

    mutating func readEnd(into events: inout [ModelEvent]) throws(KapellError) {
        guard !isDone else { return }
        if let rest = stream.finish() { try takeRest(rest.data, into: &events) }
        guard !isDone else { return }
        guard answer.reason != nil else { throw KapellError.cutStream() }
        try close(&events)
    }

    /// What came without its blank line. It may be whole, or cut.
    private mutating func takeRest(_ data: String, into events: inout [ModelEvent]) throws(KapellError) {
        guard data.hasPrefix("[DONE]") || (try? JSONValue(parsing: data)) != nil else { return }
        try take(data, into: &events)
    }

    private mutating func take(_ data: String, into events: inout [ModelEvent]) throws(KapellError) {
        if data.hasPrefix("[DONE]") {
            guard hasChoice else { throw .unreadableAnswer("it holds no choice") }
            return try close(&events)
        }
        guard !data.isEmpty else { return }
        let chunk = try JSONObject.ofProvider(data)
        if let error = OpenAIErrors.found(in: chunk) { throw error }
        if let id = chunk["id"]?.stringValue, !id.isEmpty { answer.name(id) }
        for choice in chunk["choices"]?.arrayValue ?? [] {
            guard let fields = choice.objectValue, (fields["index"]?.intValue ?? 0) == 0 else { continue }
            hasChoice = true
            if let delta = fields["delta"]?.objectValue {
                try answer.take(delta, into: &events)
            } else if let text = fields["text"]?.stringValue, !text.isEmpty {
                events.append(.text(text))
            }
            try answer.end(fields, into: &events)
        }
        answer.take(usageOf: chunk, into: &events)
    }

    private mutating func close(_ events: inout [ModelEvent]) throws(KapellError) {
        try answer.finish(into: &events)
        isDone = true
    }
}
