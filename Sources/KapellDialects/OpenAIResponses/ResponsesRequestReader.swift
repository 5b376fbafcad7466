import KapellCore
import KapellJSON

/// Reads a client's request for a response.
struct ResponsesRequestReader: OpenAIRequestReader {
    let body: JSONObject
    var losses: [DialectLoss] = []
    var unknown = JSONObject()

    init(_ body: JSONObject) { self.body = body }

    /// The fields that the hub holds, or a part of them.
    private static let known: Set = [
        "model", "input", "instructions", "stream", "stream_options", "temperature", "top_p", "max_output_tokens",
        "tools", "tool_choice", "parallel_tool_calls", "text", "reasoning",
    ]

    mutating func read(_ target: DialectTarget) throws(KapellError) -> DialectRequest {
        let model = try target.model(in: body)
        var request = ModelRequest(messages: try messages())
        request.sampling = try commonSampling()
        request.maximumResponseTokens = try body.whole("max_output_tokens", in: 1...Int.max)
        try readTools(into: &request)
        try readText(into: &request)
        try readReasoning(into: &request)
        let streams = try target.streams(in: body)
        for (field, value) in body where !Self.known.contains(field) { unknown.append(field, value) }
        return result(request, dialect: .openAIResponses, model: model, streams: streams, to: target)
    }

    private mutating func messages() throws(KapellError) -> [ModelMessage] {
        var reader = ResponsesInputReader()
        if let text = body["instructions"]?.stringValue, !text.isEmpty { reader.add(ModelMessage(.system, text)) }
        switch body["input"] {
        case .string(let text): reader.add(ModelMessage(.user, text))
        case .array(let items):
            for (index, item) in items.enumerated() { try reader.read(item, at: "input[\(index)]") }
        case nil, .null:
            // A stored prompt or an earlier response may stand for it.
            let stands = ["prompt", "previous_response_id", "conversation"].contains { body[$0]?.isNull == false }
            guard stands else { throw KapellError(.invalidRequest, "`input` is missing.") }
        default: throw KapellError(.invalidRequest, "`input` must be a text or a list of items.")
        }
        losses += reader.losses
        unknown.merge(reader.kept)
        let messages = reader.finish()
        guard !messages.isEmpty || !unknown.isEmpty || body["input"]?.arrayValue == nil else {
            throw KapellError(.invalidRequest, "`input` must hold at least one item.")
        }
        return messages
    }

    private mutating func readText(into request: inout ModelRequest) throws(KapellError) {
        guard let value = body["text"], !value.isNull else { return }
        guard let text = value.objectValue else { throw KapellError(.invalidRequest, "`text` must be an object.") }
        for (field, value) in text where field != "format" { unknown.append("text.\(field)", value) }
        guard let format = text["format"], format.objectValue != nil else { return }
        try readFormat(format, at: "text.format", schemaKey: nil, into: &request)
    }

    private mutating func readReasoning(into request: inout ModelRequest) throws(KapellError) {
        guard let value = body["reasoning"], !value.isNull else { return }
        guard let reasoning = value.objectValue else {
            throw KapellError(
                .invalidRequest, "`reasoning` must be an object.", remedy: "Such as {\"effort\": \"low\"}.")
        }
        for (field, value) in reasoning where field != "effort" { unknown.append("reasoning.\(field)", value) }
        try readEffort(reasoning["effort"], at: "reasoning.effort", into: &request)
    }
}
