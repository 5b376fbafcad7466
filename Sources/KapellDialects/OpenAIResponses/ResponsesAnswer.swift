import KapellCore
import KapellJSON

/// What whole and streamed responses have in common: items, or pieces of them, in; events out.
struct ResponsesAnswer {
    private static let kinds: Set = ["message", "reasoning", "function_call"]

    private var items = ResponsesItems()
    private var hosted = ResponsesHostedTools()
    private(set) var answerID: String?
    /// Whether the provider keeps the response, so that its items are found by their ids.
    private var isStored = false
    private var callCount = 0
    private var isRefusal = false

    /// The response's id, of which the ids of calls are made that have none.
    mutating func name(_ id: String?) { if answerID == nil, let id, !id.isEmpty { answerID = id } }

    /// What a response says of itself, also before it has begun.
    mutating func begin(response: JSONValue?) {
        name(response?["id"]?.stringValue)
        if response?["store"] == true { isStored = true }
    }

    /// A whole response.
    mutating func whole(_ body: JSONObject) throws(KapellError) -> [ModelEvent] {
        if let error = OpenAIErrors.found(in: body) { throw error }
        guard body["output"]?.arrayValue != nil else { throw .unreadableAnswer("it has no `output`") }
        var events: [ModelEvent] = []
        try end(body, into: &events)
        return events
    }

    /// The end: items that were not told before, the usage, and why it ended.
    ///
    /// - Throws: where the response failed, or is not at its end.
    mutating func end(_ response: JSONObject, into events: inout [ModelEvent]) throws(KapellError) {
        if let error = OpenAIErrors.found(in: response) { throw error }
        begin(response: .object(response))
        var reason = FinishReason.stop
        switch response["status"]?.stringValue {
        case nil, "completed": break
        case "incomplete":
            reason = response["incomplete_details"]?["reason"] == "content_filter" ? .contentFilter : .length
        case "cancelled": throw KapellError(.cancelled, "The provider's answer was cancelled.")
        case "failed": throw OpenAIErrors.error(OpenAIErrors.Report())
        case let other?: throw .unreadableAnswer("its status is \(ProviderText.cleaned(other))")
        }
        for (index, item) in (response["output"]?.arrayValue ?? []).enumerated() {
            guard let fields = item.objectValue, let kind = Self.kind(of: fields) else { continue }
            let place = try items.place(ofOutput: fields, at: index, kind: kind)
            try take(whole: fields, at: place, into: &events)
        }
        for place in items.indices where items[place].kind == "function_call" {
            guard items[place].call != nil else { throw .unreadableAnswer("a tool call has no name") }
            completeArguments("{}", at: place, into: &events)
        }
        if var usage = OpenAIUsage.read(response["usage"]) {
            usage.hosted = hosted.usage(of: response, reported: usage.hosted)
            events.append(.usage(usage))
        }
        if reason == .stop { reason = callCount > 0 ? .toolCalls : isRefusal ? .contentFilter : .stop }
        events.append(.finished(reason))
    }

    // MARK: Items

    private static func kind(of item: JSONObject) -> String? {
        item["type"]?.stringValue.flatMap { kinds.contains($0) ? $0 : nil }
    }

    /// An item that has begun.
    mutating func begin(_ event: JSONObject, into events: inout [ModelEvent]) throws(KapellError) {
        guard let item = event["item"]?.objectValue, let kind = Self.kind(of: item) else { return }
        let place = try items.place(of: item, in: event, kind: kind, begins: true)
        if kind == "function_call" { try announce(item, at: place, into: &events) }
    }

    /// An item that is whole. What was told before is not told again.
    mutating func complete(_ event: JSONObject, into events: inout [ModelEvent]) throws(KapellError) {
        hosted.note(event["item"])
        guard let item = event["item"]?.objectValue, let kind = Self.kind(of: item) else { return }
        try take(whole: item, at: try items.place(of: item, in: event, kind: kind, begins: false), into: &events)
    }

    private mutating func take(
        whole item: JSONObject, at place: Int, into events: inout [ModelEvent]
    ) throws(KapellError) {
        switch items[place].kind {
        case "function_call":
            try announce(item, at: place, into: &events)
            guard items[place].call != nil else { throw .unreadableAnswer("a tool call has no name") }
            let text = item["arguments"]?.stringValue ?? item["arguments"]?.objectValue?.description ?? ""
            completeArguments(text.isEmpty ? "{}" : text, at: place, into: &events)
        case "message":
            guard !items[place].isTold else { return }
            for part in item["content"]?.arrayValue ?? [] {
                if let text = part["text"]?.stringValue { tell(text, at: place, into: &events) }
                if let text = part["refusal"]?.stringValue {
                    isRefusal = true
                    tell(text, at: place, into: &events)
                }
            }
        default:
            guard !items[place].isSigned else { return }
            if !items[place].isTold {
                let text = ResponsesReasoning.text(of: item)
                if !text.isEmpty { events.append(.reasoning(text)) }
                items[place].isTold = true
            }
            let id = item["id"]?.stringValue ?? ""
            let encrypted = item["encrypted_content"]?.stringValue ?? ""
            guard !encrypted.isEmpty || (isStored && ResponsesReasoning.isOwn(id)) else { return }
            events.append(.signature(ResponsesReasoning.signature(id: id, encrypted: encrypted)))
            items[place].isSigned = true
        }
    }

    private mutating func tell(_ text: String, at place: Int, into events: inout [ModelEvent]) {
        guard !text.isEmpty else { return }
        items[place].isTold = true
        events.append(.text(text))
    }

    // MARK: Pieces

    /// A piece of text, or of a refusal.
    mutating func takeText(
        _ event: JSONObject, isRefusal refuses: Bool, into events: inout [ModelEvent]
    ) throws(KapellError) {
        if refuses { isRefusal = true }
        tell(
            event["delta"]?.stringValue ?? "", at: try items.place(ofPiece: event, kind: "message"), into: &events)
    }

    mutating func takeReasoning(
        _ event: JSONObject, kind: String, into events: inout [ModelEvent]
    ) throws(KapellError) {
        let text = event["delta"]?.stringValue ?? ""
        let place = try items.place(ofPiece: event, kind: "reasoning")
        var item = items[place]
        guard !text.isEmpty, item.textKind.isEmpty || item.textKind == kind else { return }
        events.append(.reasoning(item.needsBreak && item.isTold ? "\n\n" + text : text))
        item.textKind = kind
        item.isTold = true
        item.needsBreak = false
        items[place] = item
    }

    mutating func beginSummaryPart(_ event: JSONObject) throws(KapellError) {
        let place = try items.place(ofPiece: event, kind: "reasoning")
        items[place].needsBreak = true
    }

    // MARK: Calls

    /// Tells a call as soon as its name is known.
    private mutating func announce(
        _ item: JSONObject, at place: Int, into events: inout [ModelEvent]
    ) throws(KapellError) {
        guard items[place].call == nil, let name = item["name"]?.stringValue, !name.isEmpty else { return }
        guard callCount < DialectLimits.toolCalls else {
            throw KapellError(.tooLarge, "The provider's answer has more than \(DialectLimits.toolCalls) tool calls.")
        }
        let ids = [item["call_id"]?.stringValue ?? "", items[place].callID, items[place].id]
        let id = ids.first { !$0.isEmpty } ?? ""
        items[place].call = callCount
        events.append(
            .toolArguments(index: callCount, id: id.isEmpty ? madeUpID() : id, name: name, fragment: ""))
        callCount += 1
    }

    private mutating func madeUpID() -> String {
        let answer = answerID ?? String(UInt64.random(in: .min ... .max), radix: 36)
        answerID = answer
        return "call_\(answer)_\(callCount)"
    }

    /// A piece of a call's arguments. Pieces that come before the call's name are left to ``complete(_:into:)``.
    mutating func takeArguments(_ event: JSONObject, into events: inout [ModelEvent]) throws(KapellError) {
        let place = try items.place(ofPiece: event, kind: "function_call")
        guard let fragment = event["delta"]?.stringValue, !fragment.isEmpty, let call = items[place].call else {
            return
        }
        items[place].isTold = true
        events.append(.toolArguments(index: call, id: nil, name: nil, fragment: fragment))
    }

    /// A call's arguments as a whole, told where no piece of them came before.
    mutating func completeArguments(_ event: JSONObject, into events: inout [ModelEvent]) throws(KapellError) {
        let place = try items.place(ofPiece: event, kind: "function_call")
        completeArguments(event["arguments"]?.stringValue ?? "", at: place, into: &events)
    }

    private mutating func completeArguments(_ text: String, at place: Int, into events: inout [ModelEvent]) {
        guard !items[place].isTold, !text.isEmpty, let call = items[place].call else { return }
        items[place].isTold = true
        events.append(.toolArguments(index: call, id: nil, name: nil, fragment: text))
    }
}
