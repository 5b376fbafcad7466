import KapellCore
import KapellJSON

/// Reads a provider's whole chat completion.
struct ChatResponseReader {
    let body: JSONObject

    init(_ body: JSONObject) { self.body = body }

    func events() throws(KapellError) -> [ModelEvent] {
        if let error = OpenAIErrors.found(in: body) { throw error }
        guard let choices = body["choices"]?.arrayValue else { throw .unreadableAnswer("it has no `choices`") }
        guard let choice = choices.first(where: { $0["index"] == 0 }) ?? choices.first, let fields = choice.objectValue
        else { throw .unreadableAnswer("its `choices` are empty") }
        var answer = ChatAnswer(id: body["id"]?.stringValue)
        var events: [ModelEvent] = []
        if let message = fields["message"]?.objectValue ?? fields["delta"]?.objectValue {
            try answer.take(message, into: &events)
        } else if let text = fields["text"]?.stringValue, !text.isEmpty {
            events.append(.text(text))
        }
        try answer.end(fields, into: &events)
        answer.take(usageOf: body, into: &events)
        try answer.finish(into: &events)
        return events
    }
}
