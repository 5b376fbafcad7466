import KapellCore
import KapellJSON

/// Reads a client's request for a response.
struct ResponsesRequestReader {
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
        let model: String
        if let name = target.model { model = name } else { model = try body.required("model") }
        var request = ModelRequest(messages: try messages())
        var sampling = SamplingOptions(temperature: 1)
        sampling.leftToModel = .all
        if let value = try body.number("temperature", in: 0...2) {
            sampling.temperature = value
            sampling.leftToModel.remove(.temperature)
        }
        if let value = try body.number("top_p", in: 0...1) {
            sampling.topP = value
            sampling.leftToModel.remove(.topP)
        }
        request.sampling = sampling
        request.maximumResponseTokens = try body.whole("max_output_tokens", in: 1...Int.max)
        try readTools(into: &request)
        try readText(into: &request)
        try readReasoning(into: &request)
        let streams: Bool
        if let choice = target.streams { streams = choice } else { streams = try body.flag("stream") }
        for (field, value) in body where !Self.known.contains(field) { unknown.append(field, value) }
        var result = DialectRequest(
            dialect: .openAIResponses, model: model, streams: streams, request: request, body: body)
        result.headers = target.headers
        result.unknown = unknown
        result.losses = losses
        return result
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
        guard let format = text["format"]?.objectValue else { return }
        switch format["type"]?.stringValue {
        case "text": return
        case "json_object": unknown.append("text.format", .object(format))
        case "json_schema":
            request.responseSchema = try OpenAITools.responseSchema(format, at: "text.format")
            if let text = format["description"]?.stringValue, !text.isEmpty {
                losses.append(DialectLoss(.dropped, "text.format.description"))
            }
        default:
            throw KapellError(
                .invalidRequest, "`text.format.type` must be \"text\", \"json_object\" or \"json_schema\".")
        }
    }

    private mutating func readReasoning(into request: inout ModelRequest) throws(KapellError) {
        guard let value = body["reasoning"], !value.isNull else { return }
        guard let reasoning = value.objectValue else {
            throw KapellError(
                .invalidRequest, "`reasoning` must be an object.", remedy: "Such as {\"effort\": \"low\"}.")
        }
        for (field, value) in reasoning where field != "effort" { unknown.append("reasoning.\(field)", value) }
        guard let effort = reasoning["effort"], !effort.isNull else { return }
        guard let word = effort.stringValue else {
            throw KapellError(.invalidRequest, "`reasoning.effort` must be a text.", remedy: "Such as \"medium\".")
        }
        request.reasoning = OpenAIReasoning.level(of: word)
        if OpenAIReasoning.isApproximate(word) { losses.append(DialectLoss(.approximated, "reasoning.effort")) }
    }
}
