import KapellCore
import KapellJSON

/// Reads a streamed answer.
struct CohereEventDecoder: DialectEventDecoder {
    private var source = ServerSentEvents()
    private var calls = CohereCallNumbers()
    private var end: (word: String?, error: String?)?
    private var answerID = ""
    private var failure: KapellError?

    mutating func decode(_ bytes: [UInt8]) throws(KapellError) -> [ModelEvent] {
        if let failure { throw failure }
        var events: [ModelEvent] = []
        do {
            for event in try source.decode(bytes) { try read(event, into: &events) }
        } catch {
            failure = error
            if events.isEmpty { throw error }
        }
        return events
    }

    mutating func finish() throws(KapellError) -> [ModelEvent] {
        if let failure { throw failure }
        var events: [ModelEvent] = []
        if let last = source.finish(), (try? JSONValue(parsing: last.data)) != nil { try read(last, into: &events) }
        guard let end else { throw .cutStream() }
        let reason = try CohereFinish.read(end.word, hasCalls: !calls.isEmpty, error: end.error)
        return events + calls.withoutArguments() + [.finished(reason)]
    }

    private mutating func read(_ event: SSEEvent, into events: inout [ModelEvent]) throws(KapellError) {
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
            end = (delta?["finish_reason"]?.stringValue, delta?["error"]?.stringValue)
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
