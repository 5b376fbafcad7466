import KapellCore
import KapellJSON

/// What whole and streamed responses have in common: items, or pieces of them, in; events out.
struct ResponsesAnswer {
    /// An item of the output.
    private struct Item {
        /// Of a call: its index in the hub.
        var call: Int?
        /// Whether something of its content has been told.
        var isTold = false
        /// Of reasoning: the kind of text that is told. A summary and the thoughts themselves are never mixed.
        var kind = ""
        /// Whether the next piece of text begins a new paragraph.
        var needsBreak = false
    }

    private var items: [String: Item] = [:]
    private var keyOfID: [String: String] = [:]
    private var lastKey = "0"
    private var callCount = 0
    private var isRefusal = false

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
        var reason = FinishReason.stop
        switch response["status"]?.stringValue {
        case nil, "completed": break
        case "incomplete":
            reason = response["incomplete_details"]?["reason"] == "content_filter" ? .contentFilter : .length
        case "cancelled": throw KapellError(.cancelled, "The provider's answer was cancelled.")
        case "failed": throw OpenAIErrors.error(OpenAIErrors.Report())
        case let other?: throw .unreadableAnswer("its status is \(ProviderText.cleaned(other))")
        }
        for (place, item) in (response["output"]?.arrayValue ?? []).enumerated() {
            guard let fields = item.objectValue else { continue }
            try take(item: fields, key: String(place), into: &events)
        }
        if let usage = OpenAIUsage.read(response["usage"]) { events.append(.usage(usage)) }
        if reason == .stop { reason = callCount > 0 ? .toolCalls : isRefusal ? .contentFilter : .stop }
        events.append(.finished(reason))
    }

    // MARK: Items

    /// The item that a stream's event speaks of, by its place or, where that is missing, its id.
    mutating func key(of event: JSONObject) -> String {
        let id = event["item_id"]?.stringValue ?? event["item"]?["id"]?.stringValue
        let key = event["output_index"]?.intValue.map { String($0) } ?? id.flatMap { keyOfID[$0] } ?? id ?? lastKey
        if let id { keyOfID[id] = key }
        lastKey = key
        return key
    }

    /// An item that has begun.
    mutating func begin(item: JSONObject, key: String, into events: inout [ModelEvent]) throws(KapellError) {
        guard item["type"] == "function_call" else { return }
        try announce(item, key: key, into: &events)
    }

    /// An item that is whole. What was told before is not told again.
    mutating func take(item: JSONObject, key: String, into events: inout [ModelEvent]) throws(KapellError) {
        switch item["type"]?.stringValue {
        case "function_call":
            try announce(item, key: key, into: &events)
            let text = item["arguments"]?.stringValue ?? item["arguments"]?.objectValue?.description ?? ""
            completeArguments(text, key: key, into: &events)
        case "message":
            guard items[key]?.isTold != true else { return }
            for part in item["content"]?.arrayValue ?? [] {
                if let text = part["text"]?.stringValue { take(text: text, key: key, into: &events) }
                if let text = part["refusal"]?.stringValue { take(refusal: text, key: key, into: &events) }
            }
        case "reasoning":
            guard items[key]?.kind != "signed" else { return }
            if items[key]?.isTold != true {
                let text = ResponsesReasoning.text(of: item)
                if !text.isEmpty { events.append(.reasoning(text)) }
            }
            if let encrypted = item["encrypted_content"]?.stringValue, !encrypted.isEmpty {
                let id = item["id"]?.stringValue ?? ""
                events.append(.signature(ResponsesReasoning.signature(id: id, encrypted: encrypted)))
            }
            items[key, default: Item()].kind = "signed"
        default: break
        }
    }

    mutating func take(text: String, key: String, into events: inout [ModelEvent]) {
        guard !text.isEmpty else { return }
        items[key, default: Item()].isTold = true
        events.append(.text(text))
    }

    mutating func take(refusal: String, key: String, into events: inout [ModelEvent]) {
        isRefusal = true
        take(text: refusal, key: key, into: &events)
    }

    // MARK: Reasoning

    mutating func take(reasoning text: String, kind: String, key: String, into events: inout [ModelEvent]) {
        var item = items[key] ?? Item()
        guard !text.isEmpty, item.kind.isEmpty || item.kind == kind else { return }
        events.append(.reasoning(item.needsBreak && item.isTold ? "\n\n" + text : text))
        item.kind = kind
        item.isTold = true
        item.needsBreak = false
        items[key] = item
    }

    mutating func beginSummaryPart(key: String) { items[key, default: Item()].needsBreak = true }

    // MARK: Calls

    private mutating func announce(
        _ item: JSONObject, key: String, into events: inout [ModelEvent]
    ) throws(KapellError) {
        guard items[key]?.call == nil else { return }
        guard let name = item["name"]?.stringValue, !name.isEmpty else {
            throw .unreadableAnswer("a tool call has no name")
        }
        guard callCount < DialectLimits.toolCalls else {
            throw KapellError(.tooLarge, "The provider's answer has more than \(DialectLimits.toolCalls) tool calls.")
        }
        let id = (item["call_id"] ?? item["id"])?.stringValue ?? ""
        items[key, default: Item()].call = callCount
        events.append(
            .toolArguments(
                index: callCount, id: id.isEmpty ? "call_\(key)" : id, name: name, fragment: ""))
        callCount += 1
    }

    mutating func take(arguments fragment: String, key: String, into events: inout [ModelEvent]) {
        guard !fragment.isEmpty, let call = items[key]?.call else { return }
        items[key]?.isTold = true
        events.append(.toolArguments(index: call, id: nil, name: nil, fragment: fragment))
    }

    mutating func completeArguments(_ text: String, key: String, into events: inout [ModelEvent]) {
        guard items[key]?.isTold == false else { return }
        take(arguments: text.isEmpty ? "{}" : text, key: key, into: &events)
    }
}
