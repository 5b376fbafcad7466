package import KapellCore
package import KapellJSON

/// A chat completion as a client of OpenAI's API asks for it. What cannot be honoured is refused, not ignored.
package struct ChatRequest {
    package var model: String
    package var request: ModelRequest
    package var stream: Bool
    /// Whether a stream ends with a chunk that holds the usage.
    package var includeUsage: Bool

    package init(_ body: JSONObject) throws {
        model = try body.required("model")
        guard let messages = body["messages"]?.arrayValue, !messages.isEmpty else {
            throw KapellError(.invalidRequest, "`messages` must be a list with at least one message.")
        }
        request = ModelRequest(messages: try messages.enumerated().map { try Self.message($1, at: $0) })
        request.sampling = SamplingOptions(
            temperature: try body.number("temperature", in: 0...2) ?? 1, topP: try body.number("top_p", in: 0...1) ?? 1,
            seed: try body.whole("seed", in: Int.min...Int.max).map { UInt64(bitPattern: Int64($0)) })
        request.maximumResponseTokens =
            try body.whole("max_completion_tokens", in: 1...1_000_000) ?? body.whole("max_tokens", in: 1...1_000_000)
        request.stop = try Self.stops(body["stop"])
        stream = try body.flag("stream")
        includeUsage = try body["stream_options"]?.objectValue?.flag("include_usage") ?? false
        try Self.refuseUnsupported(body)
    }

    private static func message(_ value: JSONValue, at index: Int) throws -> ModelMessage {
        let role: ModelMessage.Role
        switch value["role"]?.stringValue {
        case "system", "developer": role = .system
        case "user": role = .user
        case "assistant": role = .assistant
        case let other:
            throw KapellError(
                .unsupported, "`messages[\(index)].role` is \(other.map { "\"\($0.prefix(40))\"" } ?? "missing").",
                remedy: "This model takes system, developer, user and assistant.")
        }
        switch value["content"] {
        case .string(let text): return ModelMessage(role, text)
        case .array(let parts):
            let texts = try parts.map { part in
                guard part["type"]?.stringValue == "text", let text = part["text"]?.stringValue else {
                    throw KapellError(
                        .unsupported, "`messages[\(index)].content` holds a part that is not text.",
                        remedy: "This model reads text alone.")
                }
                return text
            }
            return ModelMessage(role, texts.joined(separator: "\n"))
        default: throw KapellError(.invalidRequest, "`messages[\(index)].content` must be a text or a list of parts.")
        }
    }

    private static func stops(_ value: JSONValue?) throws -> [String] {
        switch value {
        case nil, .null: return []
        case .string(let text): return text.isEmpty ? [] : [text]
        case .array(let values) where values.count <= 16 && values.allSatisfy({ $0.stringValue != nil }):
            return values.compactMap(\.stringValue).filter { !$0.isEmpty }
        default: throw KapellError(.invalidRequest, "`stop` must be a text or a list of at most 16 texts.")
        }
    }

    private static func refuseUnsupported(_ body: JSONObject) throws {
        func refuse(_ key: String) throws {
            throw KapellError(
                .unsupported, "`\(key)` is not supported by this model yet.", remedy: "Leave `\(key)` out.")
        }
        if let tools = body["tools"]?.arrayValue, !tools.isEmpty { try refuse("tools") }
        if let functions = body["functions"]?.arrayValue, !functions.isEmpty { try refuse("functions") }
        if try body.whole("n", in: 1...128) ?? 1 != 1 { try refuse("n") }
        if try body.flag("logprobs") { try refuse("logprobs") }
        if let bias = body["logit_bias"]?.objectValue, !bias.isEmpty { try refuse("logit_bias") }
        for key in ["frequency_penalty", "presence_penalty"] where try body.number(key, in: -2...2) ?? 0 != 0 {
            try refuse(key)
        }
        if let format = body["response_format"], format["type"]?.stringValue ?? "text" != "text" {
            try refuse("response_format")
        }
        if let modalities = body["modalities"]?.arrayValue, modalities != ["text"] { try refuse("modalities") }
    }
}
