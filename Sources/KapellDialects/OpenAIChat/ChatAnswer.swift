import KapellCore
import KapellJSON

/// What whole and streamed answers have in common: messages or deltas of one choice in, events out.
struct ChatAnswer {
    private var calls: ChatToolCalls
    private var usage: ModelUsage?
    private var isRefusal = false
    private var details = ReasoningDetails()
    /// Whether thoughts come in a field of their own: the details repeat them.
    private var hasThoughts = false
    /// `nil` until the choice has ended.
    private(set) var reason: FinishReason?

    init(id: String? = nil) { calls = ChatToolCalls(answerID: id) }

    mutating func name(_ id: String) { calls.name(id) }

    /// A message, or a piece of one.
    mutating func take(_ message: JSONObject, into events: inout [ModelEvent]) throws(KapellError) {
        var thought = ""
        for key in ["reasoning_content", "reasoning", "reasoning_text"] {
            guard let text = message[key]?.stringValue, !text.isEmpty else { continue }
            (thought, hasThoughts) = (text, true)
            break
        }
        if let list = message["reasoning_details"]?.arrayValue, !list.isEmpty {
            let said = details.take(list)
            if !hasThoughts { thought = said }
        }
        if !thought.isEmpty { events.append(.reasoning(thought)) }
        if !details.isEmpty, Self.says(message) { sign(into: &events) }
        switch message["content"] {
        case .string(let text): if !text.isEmpty { events.append(.text(text)) }
        case .array(let parts): for part in parts { take(part: part, into: &events) }
        default: break
        }
        if let text = message["refusal"]?.stringValue, !text.isEmpty {
            isRefusal = true
            events.append(.text(text))
        }
        if let values = message["tool_calls"]?.arrayValue {
            for value in values { try calls.take(value, into: &events) }
        }
        if let call = message["function_call"], call.objectValue != nil {
            try calls.take(["index": 0, "function": call], into: &events)
        }
    }

    /// Whether a piece is more than thoughts: they have ended then.
    private static func says(_ message: JSONObject) -> Bool {
        if let text = message["content"]?.stringValue, !text.isEmpty { return true }
        return message["content"]?.arrayValue?.isEmpty == false || message["tool_calls"]?.arrayValue?.isEmpty == false
    }

    private mutating func sign(into events: inout [ModelEvent]) { events.append(.signature(details.takeSignature())) }

    /// A part of a content that is a list, as Mistral sends it for models that think.
    private func take(part: JSONValue, into events: inout [ModelEvent]) {
        switch part["type"]?.stringValue {
        case "text", "output_text":
            if let text = part["text"]?.stringValue, !text.isEmpty { events.append(.text(text)) }
        case "thinking":
            let pieces = part["thinking"]?.arrayValue ?? []
            let text = part["thinking"]?.stringValue ?? pieces.compactMap { $0["text"]?.stringValue }.joined()
            if !text.isEmpty { events.append(.reasoning(text)) }
        default: break
        }
    }

    /// Why the choice ended, where it says so.
    mutating func end(_ choice: JSONObject, into events: inout [ModelEvent]) throws(KapellError) {
        // Some servers write the word null for none.
        if let word = choice["finish_reason"]?.stringValue, !word.isEmpty, word != "null" {
            reason = try ChatFinish.reason(of: word)
        }
        take(usageOf: choice, into: &events)
    }

    /// Usage, wherever it stands.
    mutating func take(usageOf object: JSONObject, into events: inout [ModelEvent]) {
        let found =
            OpenAIUsage.read(object["usage"]) ?? OpenAIUsage.read(object["x_groq"]?["usage"])
            ?? (usage == nil ? OpenAIUsage.read(timings: object["timings"]) : nil)
        guard let found, found != usage else { return }
        usage = found
        events.append(.usage(found))
    }

    /// The end of the whole answer.
    mutating func finish(into events: inout [ModelEvent]) throws(KapellError) {
        try calls.finish(into: &events)
        if !details.isEmpty { sign(into: &events) }
        var last = reason ?? .stop
        if last == .stop {
            if calls.count > 0 { last = .toolCalls } else if isRefusal { last = .contentFilter }
        }
        events.append(.finished(last))
    }
}
