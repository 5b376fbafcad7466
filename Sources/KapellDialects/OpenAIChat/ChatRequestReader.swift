import KapellCore
import KapellJSON

/// Reads a client's chat completion request.
struct ChatRequestReader: OpenAIRequestReader {
    let body: JSONObject
    var losses: [DialectLoss] = []
    var unknown = JSONObject()

    init(_ body: JSONObject) { self.body = body }

    /// The fields that the hub holds. `max_tokens` is the older name of `max_completion_tokens`, `functions` and
    /// `function_call` those of `tools` and `tool_choice`; `top_k` is an extension of many servers.
    private static let known: Set = [
        "model", "messages", "stream", "stream_options", "temperature", "top_p", "top_k", "max_tokens",
        "max_completion_tokens", "stop", "seed", "frequency_penalty", "presence_penalty", "tools", "tool_choice",
        "functions", "function_call", "parallel_tool_calls", "response_format", "reasoning_effort",
    ]

    mutating func read(_ target: DialectTarget) throws(KapellError) -> DialectRequest {
        let model = try target.model(in: body)
        var request = ModelRequest(messages: try messages())
        request.sampling = try sampling()
        let olderLimit = try body.whole("max_tokens", in: 1...Int.max)
        request.maximumResponseTokens = try body.whole("max_completion_tokens", in: 1...Int.max) ?? olderLimit
        request.stop = try OpenAIStops.read(body["stop"])
        try readTools(into: &request)
        if let format = body["response_format"], !format.isNull {
            try readFormat(format, at: "response_format", schemaKey: "json_schema", into: &request)
        }
        try readEffort(body["reasoning_effort"], at: "reasoning_effort", into: &request)
        let streams = try target.streams(in: body)
        for (field, value) in body where !Self.known.contains(field) { unknown.append(field, value) }
        if let count = try body.whole("n", in: 1...128), count == 1 { unknown.removeValue(forKey: "n") }
        var result = self.result(request, dialect: .openAIChat, model: model, streams: streams, to: target)
        if streams { result.includesUsage = try streamOptions().flag("include_usage") }
        return result
    }

    private mutating func messages() throws(KapellError) -> [ModelMessage] {
        guard let values = body["messages"]?.arrayValue, !values.isEmpty else {
            throw KapellError(.invalidRequest, "`messages` must be a list with at least one message.")
        }
        var reader = ChatMessageReader()
        for (index, value) in values.enumerated() { try reader.read(value, at: "messages[\(index)]") }
        losses += reader.losses
        unknown.merge(reader.kept)
        return reader.messages
    }

    private func streamOptions() throws(KapellError) -> JSONObject {
        guard let value = body["stream_options"], !value.isNull else { return [:] }
        guard let object = value.objectValue else {
            throw KapellError(.invalidRequest, "`stream_options` must be an object.")
        }
        return object
    }

    private func sampling() throws(KapellError) -> SamplingOptions {
        var sampling = try commonSampling()
        // Servers write 0 or -1 for all.
        sampling.take(topK: try body.whole("top_k", in: -1...Int.max))
        sampling.seed = try body.whole("seed", in: Int.min...Int.max).map { UInt64(bitPattern: Int64($0)) }
        sampling.frequencyPenalty = try body.number("frequency_penalty", in: -2...2) ?? 0
        sampling.presencePenalty = try body.number("presence_penalty", in: -2...2) ?? 0
        return sampling
    }
}
