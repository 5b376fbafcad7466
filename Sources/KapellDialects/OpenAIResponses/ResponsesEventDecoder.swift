import KapellCore
import KapellJSON

/// Reads a provider's stream of response events. It is whole with `response.completed` or `response.incomplete`.
struct ResponsesEventDecoder: LatchedEventDecoder {
    private var stream = ServerSentEvents()
    private var answer = ResponsesAnswer()
    private var isDone = false
    var failure: KapellError?
    var answerID: String? { answer.answerID }

    mutating func read(_ bytes: [UInt8], into events: inout [ModelEvent]) throws(KapellError) {
        guard !isDone else { return }
        for event in try stream.decode(bytes) where !isDone { try take(event, into: &events) }
    }

    mutating func readEnd(into events: inout [ModelEvent]) throws(KapellError) {
        guard !isDone else { return }
        // The last event may lack its blank line, or be cut.
        if let rest = stream.finish(), (try? JSONValue(parsing: rest.data)) != nil { try take(rest, into: &events) }
        guard isDone else { throw KapellError.cutStream() }
    }

    private mutating func take(_ event: SSEEvent, into events: inout [ModelEvent]) throws(KapellError) {
        guard !event.data.isEmpty, !event.data.hasPrefix("[DONE]") else { return }
        let fields = try JSONObject.ofProvider(event.data)
        let type = fields["type"]?.stringValue ?? event.event ?? ""
        if let error = OpenAIErrors.found(in: fields) { throw error }
        if type == "error" { throw OpenAIErrors.error(OpenAIErrors.report(fields)) }
        switch type {
        case "response.output_text.delta": try answer.takeText(fields, isRefusal: false, into: &events)
        case "response.refusal.delta": try answer.takeText(fields, isRefusal: true, into: &events)
        case "response.reasoning_summary_text.delta":
            try answer.takeReasoning(fields, kind: "summary", into: &events)
        case "response.reasoning_text.delta": try answer.takeReasoning(fields, kind: "text", into: &events)
        case "response.reasoning_summary_part.added": try answer.beginSummaryPart(fields)
        case "response.output_item.added": try answer.begin(fields, into: &events)
        case "response.output_item.done": try answer.complete(fields, into: &events)
        case "response.function_call_arguments.delta": try answer.takeArguments(fields, into: &events)
        case "response.function_call_arguments.done": try answer.completeArguments(fields, into: &events)
        case "response.created", "response.in_progress": answer.begin(response: fields["response"])
        case "response.completed", "response.incomplete", "response.failed", "response.cancelled":
            try answer.end(fields["response"]?.objectValue ?? Self.empty(type), into: &events)
            isDone = true
        default: break
        }
    }

    /// A last event without its response.
    private static func empty(_ type: String) -> JSONObject {
        ["status": .string(String(type.dropFirst("response.".count)))]
    }
}
