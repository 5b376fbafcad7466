import KapellCore
import KapellJSON

/// Reads a provider's stream of response events. It is whole with `response.completed` or `response.incomplete`.
struct ResponsesEventDecoder: DialectEventDecoder {
    private var stream = ServerSentEvents()
    private var answer = ResponsesAnswer()
    private var isDone = false
    private var failure: KapellError?

    mutating func decode(_ bytes: [UInt8]) throws(KapellError) -> [ModelEvent] {
        if let failure { throw failure }
        guard !isDone else { return [] }
        var events: [ModelEvent] = []
        do throws(KapellError) {
            for event in try stream.decode(bytes) where !isDone { try take(event, into: &events) }
        } catch {
            failure = error
            throw error
        }
        return events
    }

    mutating func finish() throws(KapellError) -> [ModelEvent] {
        if let failure { throw failure }
        guard !isDone else { return [] }
        var events: [ModelEvent] = []
        do throws(KapellError) {
            // The last event may lack its blank line, or be cut.
            if let rest = stream.finish(), (try? JSONValue(parsing: rest.data)) != nil { try take(rest, into: &events) }
            guard isDone else { throw KapellError.cutStream() }
        } catch {
            failure = error
            throw error
        }
        return events
    }

    private mutating func take(_ event: SSEEvent, into events: inout [ModelEvent]) throws(KapellError) {
        guard !event.data.isEmpty, !event.data.hasPrefix("[DONE]") else { return }
        let fields = try JSONObject.ofProvider(event.data)
        let type = fields["type"]?.stringValue ?? event.event ?? ""
        if let error = OpenAIErrors.found(in: fields) { throw error }
        if type == "error" { throw OpenAIErrors.error(OpenAIErrors.report(fields)) }
        switch type {
        case "response.output_text.delta":
            answer.take(text: fields["delta"]?.stringValue ?? "", key: answer.key(of: fields), into: &events)
        case "response.refusal.delta":
            answer.take(refusal: fields["delta"]?.stringValue ?? "", key: answer.key(of: fields), into: &events)
        case "response.reasoning_summary_text.delta", "response.reasoning_text.delta":
            let kind = type == "response.reasoning_text.delta" ? "text" : "summary"
            let text = fields["delta"]?.stringValue ?? ""
            answer.take(reasoning: text, kind: kind, key: answer.key(of: fields), into: &events)
        case "response.reasoning_summary_part.added": answer.beginSummaryPart(key: answer.key(of: fields))
        case "response.output_item.added", "response.output_item.done":
            guard let item = fields["item"]?.objectValue else { return }
            let key = answer.key(of: fields)
            if type == "response.output_item.added" {
                try answer.begin(item: item, key: key, into: &events)
            } else {
                try answer.take(item: item, key: key, into: &events)
            }
        case "response.function_call_arguments.delta":
            answer.take(arguments: fields["delta"]?.stringValue ?? "", key: answer.key(of: fields), into: &events)
        case "response.function_call_arguments.done":
            let text = fields["arguments"]?.stringValue ?? ""
            answer.completeArguments(text, key: answer.key(of: fields), into: &events)
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
