package import KapellCore
package import KapellJSON

/// Writes a whole chat completion.
package struct ChatResponseWriter {
    let answer: DialectAnswer

    package init(_ answer: DialectAnswer) { self.answer = answer }

    func object(_ response: ModelResponse) -> JSONObject {
        object(choices: [choice(response)], response.usage)
    }

    package func object(choices: [JSONValue], _ usage: ModelUsage) -> JSONObject {
        [
            "id": .string(Self.id(of: answer)), "object": "chat.completion", "created": .integer(answer.created),
            "model": .string(answer.model), "choices": .array(choices), "usage": OpenAIUsage.chat(usage),
            "system_fingerprint": .null,
        ]
    }

    /// - Parameters:
    ///   - index: its number, where an answer has several.
    ///   - likelihoods: what is known of its tokens: the choice's `logprobs`.
    package func choice(_ response: ModelResponse, index: Int = 0, likelihoods: JSONValue = .null) -> JSONValue {
        let calls = response.toolCalls
        var message: JSONObject = [
            "role": "assistant", "content": response.text.isEmpty && !calls.isEmpty ? .null : .string(response.text),
            "refusal": .null, "annotations": [],
        ]
        let thought = response.reasoning
        if !thought.isEmpty { message["reasoning_content"] = .string(thought) }
        let details = ReasoningDetails.list(in: response.reasoningBlocks)
        if !details.isEmpty { message["reasoning_details"] = .array(details) }
        if !calls.isEmpty { message["tool_calls"] = .array(calls.enumerated().map { .object(call($1, at: $0)) }) }
        let reason = ChatFinish.word(of: response.finishReason, hasCalls: !calls.isEmpty)
        return [
            "index": JSONValue(index), "message": .object(message), "logprobs": likelihoods,
            "finish_reason": .string(reason),
        ]
    }

    static func id(of answer: DialectAnswer) -> String { "chatcmpl-\(answer.id)" }

    /// The id of a call that the model's provider gave none.
    static func callID(of answer: DialectAnswer, at place: Int) -> String { "call_\(answer.id)_\(place)" }

    private func call(_ call: ModelToolCall, at place: Int) -> JSONObject {
        var call = call
        if call.id.isEmpty { call.id = Self.callID(of: answer, at: place) }
        var object = OpenAITools.chatCall(call)
        if let proof = call.signature { object["extra_content"] = ["google": ["thought_signature": .string(proof)]] }
        return object
    }
}

/// Why a model stopped, in the words of chat completions and their look-alikes.
enum ChatFinish {
    static func word(of reason: FinishReason?, hasCalls: Bool) -> String {
        switch reason {
        case .length: "length"
        case .contentFilter: "content_filter"
        case .toolCalls: "tool_calls"
        case .stop, nil: hasCalls ? "tool_calls" : "stop"
        }
    }

    /// - Throws: where the word says that the answer is not whole.
    static func reason(of word: String) throws(KapellError) -> FinishReason {
        switch word {
        case "length", "max_tokens", "model_length", "MAX_TOKENS": return .length
        case "tool_calls", "function_call", "tool_use", "tool_call": return .toolCalls
        case "content_filter", "sensitive", "SAFETY", "safety": return .contentFilter
        case "insufficient_system_resource":
            throw KapellError(.overloaded, "The provider ran out of room in the middle of its answer.")
        case "error", "abort", "cancelled", "network_error":
            throw KapellError(
                .unavailable, "The provider broke its answer off (\(word)).", remedy: "Ask again.", isRetryable: true)
        default: return .stop
        }
    }
}
