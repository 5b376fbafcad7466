import KapellCore
import KapellJSON

/// Reads an answer, piece by piece; a whole answer is a single piece.
///
/// Only the first candidate is read. Calls come whole. Usage is reported whenever it has changed.
struct GeminiAnswerReader {
    private var calls = 0
    private var usage: ModelUsage?
    /// The last `usageMetadata`.
    private var counts: JSONObject?
    private var grounding = GeminiGrounding()
    private var reason: FinishReason?
    /// What the last finish reason means where it means a failure.
    private var failure: KapellError?

    mutating func read(_ chunk: JSONObject) throws(KapellError) -> [ModelEvent] {
        var events: [ModelEvent] = []
        if let candidate = first(chunk["candidates"]) {
            for part in candidate["content"]?["parts"]?.arrayValue ?? [] {
                try read(part, salt: chunk["responseId"]?.stringValue ?? "", into: &events)
            }
            read(reason: candidate["finishReason"]?.stringValue, candidate["finishMessage"]?.stringValue)
            grounding.take(candidate["groundingMetadata"])
        }
        if let object = chunk["usageMetadata"]?.objectValue { counts = object }
        if let count = counts.map({ GeminiUsage.read($0, grounding.usage) }), count != usage {
            usage = count
            events.append(.usage(count))
        }
        if reason == nil, failure == nil, let block = chunk["promptFeedback"]?["blockReason"]?.stringValue,
            block != "BLOCKED_REASON_UNSPECIFIED"
        {
            failure = KapellError(
                .contentPolicy, "The provider refused the request's content (\(block.prefix(40))).",
                remedy: "Change the request.")
        }
        return events
    }

    /// - Throws: where the answer was cut, or ended with a failure.
    mutating func finish() throws(KapellError) -> [ModelEvent] {
        if let failure { throw failure }
        guard let reason else { throw .cutStream() }
        return [.finished(reason == .stop && calls > 0 ? .toolCalls : reason)]
    }

    private func first(_ candidates: JSONValue?) -> JSONValue? {
        guard let list = candidates?.arrayValue else { return nil }
        guard list.count > 1 else { return list.first?["index"]?.intValue ?? 0 == 0 ? list.first : nil }
        return list.first { $0["index"]?.intValue ?? 0 == 0 }
    }

    private mutating func read(
        _ part: JSONValue, salt: String, into events: inout [ModelEvent]
    ) throws(KapellError) {
        let proof = part["thoughtSignature"]?.stringValue
        if let call = part["functionCall"]?.objectValue {
            guard calls < DialectLimits.toolCalls else {
                throw KapellError(.tooLarge, "The provider's answer calls more than \(calls) tools.")
            }
            let name = call["name"]?.stringValue ?? ""
            let arguments = ToolArguments.text(call["args"])
            var id = call["id"]?.stringValue ?? ""
            if id.isEmpty { id = CallLedger.id(calls, name, salt: salt + arguments) }
            events.append(.toolArguments(index: calls, id: id, name: name, fragment: arguments))
            if let proof { events.append(.signature(proof, toolCall: calls)) }
            calls += 1
            return
        }
        if let text = part["text"]?.stringValue, !text.isEmpty {
            events.append(part["thought"]?.boolValue == true ? .reasoning(text) : .text(text))
        }
        if let proof, !proof.isEmpty { events.append(.signature(GeminiSignature.tagged(proof))) }
    }

    private mutating func read(reason word: String?, _ message: String?) {
        switch word?.uppercased() {
        case nil, "", "FINISH_REASON_UNSPECIFIED": break
        case "STOP": reason = .stop
        case "MAX_TOKENS", "CONTINUATION": reason = .length
        case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE", "TOO_MANY_TOOL_CALLS":
            failure = KapellError(
                .model, "The model's tool call cannot be read (\(word ?? "")).", remedy: "Ask again.",
                isRetryable: true)
        case "MISSING_THOUGHT_SIGNATURE":
            failure = KapellError(
                .invalidRequest, "The provider misses the signature of an earlier thought.",
                remedy: "Send earlier answers back with their `thoughtSignature`.")
        default: reason = .contentFilter
        }
    }
}

/// `usageMetadata`, whose `candidatesTokenCount` leaves out what was thought.
enum GeminiUsage {
    /// - Parameter hosted: searches that were made. What they found is read by the model, and not billed as tokens.
    static func read(_ object: JSONObject, _ hosted: HostedToolUsage = .none) -> ModelUsage {
        func count(_ key: String) -> Int { max(object[key]?.intValue ?? 0, 0) }
        let prompt = count("promptTokenCount")
        let input = prompt.clampedAdding(count("toolUsePromptTokenCount"))
        let thoughts = count("thoughtsTokenCount")
        let total = count("totalTokenCount")
        var output = count("candidatesTokenCount").clampedAdding(thoughts)
        if object["candidatesTokenCount"] == nil, total > input.clampedAdding(output) { output = total - input }
        let billed = hosted == .none ? input : prompt
        return ModelUsage(
            inputTokens: billed, cachedTokens: min(count("cachedContentTokenCount"), billed), outputTokens: output,
            reasoningTokens: thoughts, hosted: hosted)
    }

    static func write(_ usage: ModelUsage) -> JSONValue {
        let thoughts = min(usage.reasoningTokens, usage.outputTokens)
        var object: JSONObject = [
            "promptTokenCount": JSONValue(usage.inputTokens),
            "candidatesTokenCount": JSONValue(usage.outputTokens.clampedSubtracting(thoughts)),
            "totalTokenCount": JSONValue(usage.totalTokens),
        ]
        if usage.cachedTokens > 0 { object["cachedContentTokenCount"] = JSONValue(usage.cachedTokens) }
        if thoughts > 0 { object["thoughtsTokenCount"] = JSONValue(thoughts) }
        return .object(object)
    }
}
