import KapellCore
import KapellJSON

/// Reads a client's request with Anthropic's body, as Anthropic itself and Bedrock's InvokeModel have it.
struct AnthropicRequestReader {
    var dialect: DialectName
    var model: String
    var streams: Bool

    /// Fields that ``read(_:)`` takes in whole.
    private static let known: Set<String> = [
        "model", "stream", "messages", "system", "max_tokens", "stop_sequences", "temperature", "top_p", "top_k",
        "tools",
        "tool_choice", "thinking", "output_config", "output_format", "cache_control", "anthropic_version",
        "anthropic_beta",
    ]

    func read(_ body: JSONObject) throws(KapellError) -> DialectRequest {
        var messages = AnthropicMessageReader()
        if let system = body["system"] { try messages.read(system: system) }
        guard let list = body["messages"]?.arrayValue else { throw .field("messages", "must be a list of messages") }
        for (index, message) in list.enumerated() { try messages.read(message, at: index) }
        if let mark = AnthropicMessageReader.mark(in: body), !messages.messages.isEmpty {
            messages.messages[messages.messages.count - 1].cacheMark = mark
        }
        guard let limit = try body.whole("max_tokens", in: 0...Int.max) else {
            throw KapellError(.invalidRequest, "`max_tokens` is missing.", remedy: "Send it as a whole number.")
        }
        var request = ModelRequest(
            messages: messages.messages, sampling: try sampling(in: body), maximumResponseTokens: limit,
            stop: try stop(in: body))
        var tools = AnthropicToolReader()
        try tools.read(body, into: &request)
        var thinking = AnthropicThinking.Reading(body)
        request.reasoning = thinking.level
        var output = body["output_config"]?.objectValue ?? [:]
        request.responseSchema = try Self.schema(output["format"] ?? body["output_format"])

        var result = DialectRequest(dialect: dialect, model: model, streams: streams, request: request, body: body)
        for (key, value) in body where !Self.known.contains(key) && !value.isNull { result.unknown[key] = value }
        output["format"] = nil
        output["effort"] = nil
        if !output.isEmpty { result.unknown["output_config"] = .object(output) }
        result.unknown.merge(messages.own)
        result.unknown.merge(tools.own)
        thinking.losses += messages.losses + tools.losses
        result.losses = thinking.losses
        return result
    }

    private func sampling(in body: JSONObject) throws(KapellError) -> SamplingOptions {
        var sampling = SamplingOptions.modelDefault
        sampling.take(temperature: try body.number("temperature", in: 0...1))
        sampling.take(topP: try body.number("top_p", in: 0...1))
        sampling.take(topK: try body.whole("top_k", in: 0...Int.max))
        return sampling
    }

    private func stop(in body: JSONObject) throws(KapellError) -> [String] {
        guard let value = body["stop_sequences"], !value.isNull else { return [] }
        let texts = value.arrayValue?.map(\.stringValue) ?? [nil]
        guard !texts.contains(nil) else { throw .field("stop_sequences", "must be a list of texts") }
        return texts.compactMap { $0 }
    }

    private static func schema(_ format: JSONValue?) throws(KapellError) -> ModelResponseSchema? {
        guard let format, !format.isNull else { return nil }
        guard format["type"]?.stringValue == "json_schema", let schema = format["schema"], schema.objectValue != nil
        else {
            throw .field("output_config.format", #"must be {"type": "json_schema", "schema": {…}}"#)
        }
        var result = ModelResponseSchema(name: "response", schema: schema)
        result.isStrict = true
        return result
    }
}

extension KapellError {
    /// A field of a client's request that cannot be understood.
    static func field(_ name: String, _ need: String) -> KapellError {
        KapellError(.invalidRequest, "`\(name)` \(need).")
    }
}
