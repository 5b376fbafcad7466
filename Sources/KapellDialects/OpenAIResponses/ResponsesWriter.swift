import KapellCore
import KapellJSON

/// Writes responses as objects, and the items in them.
struct ResponsesWriter {
    let answer: DialectAnswer

    init(_ answer: DialectAnswer) { self.answer = answer }

    /// A whole response.
    func object(_ response: ModelResponse) -> JSONObject {
        var output: [JSONValue] = []
        let isWhole = response.finishReason != .length && response.finishReason != .contentFilter
        for block in response.reasoningBlocks {
            output.append(reasoning(id: reasoningID(at: output.count), block))
        }
        let calls = response.toolCalls
        if !response.text.isEmpty || (calls.isEmpty && output.isEmpty) {
            let status = isWhole ? "completed" : "incomplete"
            output.append(message(id: messageID(at: output.count), response.text, status: status))
        }
        for var call in calls {
            if call.id.isEmpty { call.id = callID(at: output.count) }
            output.append(self.call(id: itemID(at: output.count), call, status: "completed"))
        }
        return object(
            status: .finished(response.finishReason), output: output, usage: response.usage)
    }

    /// How far a response is.
    enum Status {
        case inProgress
        case finished(FinishReason?)
        case failed(KapellError)
    }

    func object(status: Status, output: [JSONValue], usage: ModelUsage? = nil) -> JSONObject {
        var word = "completed"
        var error = JSONValue.null
        var details = JSONValue.null
        switch status {
        case .inProgress: word = "in_progress"
        case .finished(.length):
            word = "incomplete"
            details = ["reason": "max_output_tokens"]
        case .finished(.contentFilter):
            word = "incomplete"
            details = ["reason": "content_filter"]
        case .finished: break
        case .failed(let failure):
            word = "failed"
            error = [
                "code": .string(Self.code(of: failure)), "message": .string(OpenAIErrors.message(of: failure)),
            ]
        }
        return [
            "id": .string("resp_\(answer.id)"), "object": "response", "created_at": .integer(answer.created),
            "status": .string(word), "background": false, "error": error, "incomplete_details": details,
            "instructions": .null, "max_output_tokens": .null, "model": .string(answer.model),
            "output": .array(output), "parallel_tool_calls": true, "previous_response_id": .null,
            "reasoning": ["effort": .null, "summary": .null], "store": false, "temperature": .null,
            "text": ["format": ["type": "text"]], "tool_choice": "auto", "tools": [], "top_p": .null,
            "truncation": "disabled", "usage": usage.map { OpenAIUsage.responses($0) } ?? .null, "user": .null,
            "metadata": [:],
        ]
    }

    /// A response's error has codes of its own.
    private static func code(of error: KapellError) -> String {
        switch error.code {
        case .limitExceeded: "rate_limit_exceeded"
        case .invalidRequest, .unsupported, .contextWindow, .contentPolicy, .tooLarge: "invalid_prompt"
        default: "server_error"
        }
    }

    // MARK: Items

    func messageID(at place: Int) -> String { "msg_\(answer.id)_\(place)" }

    func itemID(at place: Int) -> String { "fc_\(answer.id)_\(place)" }

    func callID(at place: Int) -> String { "call_\(answer.id)_\(place)" }

    func reasoningID(at place: Int) -> String { "rs_\(answer.id)_\(place)" }

    func message(id: String, _ text: String, status: String) -> JSONValue {
        [
            "id": .string(id), "type": "message", "role": "assistant", "status": .string(status),
            "content": status == "in_progress" ? [] : [part(text)],
        ]
    }

    func part(_ text: String) -> JSONValue {
        ["type": "output_text", "text": .string(text), "annotations": [], "logprobs": []]
    }

    func call(id: String, _ call: ModelToolCall, status: String) -> JSONValue {
        [
            "id": .string(id), "type": "function_call", "call_id": .string(call.id), "name": .string(call.name),
            "arguments": .string(status == "in_progress" ? "" : OpenAITools.arguments(of: call)),
            "status": .string(status),
        ]
    }

    /// A signature goes to the client whole, so that it comes back whole.
    func reasoning(id: String, _ block: ModelReasoning) -> JSONValue {
        var item: JSONObject = [
            "id": .string(id), "type": "reasoning", "summary": ResponsesReasoning.summary(block.text),
        ]
        if let signature = block.signature { item["encrypted_content"] = .string(signature) }
        return .object(item)
    }
}
