import KapellCore
import KapellJSON

/// Reads a streamed answer.
struct CohereEventDecoder: LatchedEventDecoder {
    private var source = ServerSentEvents()
    private var calls = CohereCallNumbers()
    private var end: (word: String?, error: String?)?
    private var answerID = ""
    var failure: KapellError?

    mutating func read(_ bytes: [UInt8], into events: inout [ModelEvent]) throws(KapellError) {
        for event in try source.decode(bytes) { try take(event, into: &events) }
    }

    mutating func readEnd(into events: inout [ModelEvent]) throws(KapellError) {
        if let last = source.finish(), (try? JSONValue(parsing: last.data)) != nil { try take(last, into: &events) }
        guard let end else { throw .cutStream() }
        let reason = try CohereFinish.read(end.word, hasCalls: !calls.isEmpty, error: end.error)
        events += calls.withoutArguments() + [.finished(reason)]
    }

    private mutating func take(_ event: SSEEvent, into events: inout [ModelEvent]) throws(KapellError) {
        guard event.data != "[DONE]", !event.data.isEmpty else { return }
        let object = try JSONObject.ofProvider(event.data)
        if let error = OpenAIErrors.found(in: object) { throw error }
        let message = object["delta"]?["message"]
        switch object["type"]?.stringValue ?? event.event {
        case "content-delta", "content-start":
            let content = message?["content"]
            if let thought = content?["thinking"]?.stringValue, !thought.isEmpty { events.append(.reasoning(thought)) }
            if let text = content?["text"]?.stringValue, !text.isEmpty { events.append(.text(text)) }
        case "tool-plan-delta":
            if let plan = message?["tool_plan"]?.stringValue, !plan.isEmpty { events.append(.reasoning(plan)) }
        case "tool-call-start":
            guard let call = Self.call(message) else { return }
            events.append(try calls.start(call, wire: object["index"]?.intValue, salt: answerID))
        case "tool-call-delta":
            guard let call = Self.call(message) else { return }
            if let event = try calls.more(call, wire: object["index"]?.intValue, salt: answerID) {
                events.append(event)
            }
        case "message-start": answerID = object["id"]?.stringValue ?? ""
        case "message-end":
            let delta = object["delta"]
            if let usage = delta?["usage"]?.objectValue { events.append(.usage(CohereUsage.read(usage))) }
            let word = delta?["finish_reason"]?.stringValue
            let error = delta?["error"]?.stringValue
            end = (word, error)
            // An end that is an error needs no more to be known.
            if word != nil { _ = try CohereFinish.read(word, hasCalls: !calls.isEmpty, error: error) }
        case nil:
            if let text = object["message"]?.stringValue { throw CohereErrors.error(text) }
        default: break
        }
    }

    /// `tool_calls` is one call here, and a list elsewhere.
    private static func call(_ message: JSONValue?) -> JSONValue? {
        let calls = message?["tool_calls"]
        return calls?[0] ?? (calls?.objectValue == nil ? nil : calls)
    }
}
