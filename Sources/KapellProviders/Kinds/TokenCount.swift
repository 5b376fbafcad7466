import KapellDialects
import KapellJSON

/// How tokens are counted without a request for an answer.
public enum TokenCount: Sendable, Hashable {
    /// An estimate, see ``TokenEstimate``.
    case estimate
    /// `messages/count_tokens`; a message's frame of a few tokens is counted with it.
    case anthropic
    /// `models/…:countTokens`.
    case gemini
    /// `/v1/tokenize`.
    case cohere
    /// `/tokenize` of llama.cpp.
    case llamaCpp
    /// `/tokenize` of vLLM.
    case vLLM

    /// Whether the route takes whole requests for a chat.
    var isOfRequests: Bool { self == .anthropic || self == .gemini }

    /// Path and body of the provider's own route; `nil` for an estimate.
    func route(_ text: String, model: String) -> (path: String, body: JSONObject)? {
        switch self {
        case .estimate: nil
        case .anthropic:
            (
                "messages/count_tokens",
                ["model": .string(model), "messages": [["role": "user", "content": .string(text)]]]
            )
        case .gemini:
            (
                "models/\(PercentText.encoded(model.hasPrefix("models/") ? String(model.dropFirst(7)) : model)):countTokens",
                ["contents": [["role": "user", "parts": [["text": .string(text)]]]]]
            )
        case .cohere: ("/v1/tokenize", ["text": .string(text), "model": .string(model)])
        case .llamaCpp: ("/tokenize", ["content": .string(text)])
        case .vLLM:
            ("/tokenize", ["model": .string(model), "prompt": .string(text), "add_special_tokens": false])
        }
    }

    /// The count in the route's answer.
    func count(in answer: JSONObject) -> Int? {
        switch self {
        case .estimate: nil
        case .anthropic: answer["input_tokens"]?.intValue
        case .gemini: answer["totalTokens"]?.intValue
        case .cohere, .llamaCpp: answer["tokens"]?.arrayValue?.count
        case .vLLM: answer["count"]?.intValue
        }
    }
}
