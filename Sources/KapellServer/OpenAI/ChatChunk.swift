package import KapellCore
import KapellJSON

/// The pieces of a streamed chat completion.
package struct ChatChunk {
    package let run: RunID
    package let model: String

    package init(run: RunID, model: String) {
        self.run = run
        self.model = model
    }

    /// The role, before any text.
    package var opening: String { choice(["role": "assistant", "content": ""], reason: .null) }

    package func text(_ piece: String) -> String { choice(["content": .string(piece)], reason: .null) }

    /// The last choice.
    package func closing(_ reason: FinishReason?) -> String { choice([:], reason: .string(Self.reason(reason))) }

    /// A chunk without choices that holds the usage.
    package func usage(_ usage: ModelUsage) -> String {
        var object = Self.envelope(run, model: model, kind: "chat.completion.chunk")
        object["choices"] = []
        object["usage"] = Self.usage(usage)
        return JSONValue.object(object).serialized()
    }

    private func choice(_ delta: JSONObject, reason: JSONValue) -> String {
        var object = Self.envelope(run, model: model, kind: "chat.completion.chunk")
        object["choices"] = [
            ["index": 0, "delta": .object(delta), "logprobs": .null, "finish_reason": reason]
        ]
        return JSONValue.object(object).serialized()
    }

    /// The members that whole answers and chunks share. The run's name is part of the id, so that an answer can be
    /// found in the journal.
    static func envelope(_ run: RunID, model: String, kind: String) -> JSONObject {
        [
            "id": .string("chatcmpl-\(run)"), "object": .string(kind), "created": .integer(run.milliseconds / 1000),
            "model": .string(model),
        ]
    }

    package static func reason(_ reason: FinishReason?) -> String {
        switch reason {
        case .length: "length"
        case .toolCalls: "tool_calls"
        case .contentFilter: "content_filter"
        case .stop, nil: "stop"
        }
    }

    static func usage(_ usage: ModelUsage) -> JSONValue {
        [
            "prompt_tokens": .integer(Int64(usage.inputTokens)),
            "completion_tokens": .integer(Int64(usage.outputTokens)),
            "total_tokens": .integer(Int64(usage.totalTokens)),
            "prompt_tokens_details": ["cached_tokens": .integer(Int64(usage.cachedTokens))],
        ]
    }
}
