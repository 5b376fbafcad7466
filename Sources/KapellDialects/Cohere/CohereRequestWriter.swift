import KapellCore
import KapellJSON

/// Writes a request to Cohere.
struct CohereRequestWriter {
    private let source: DialectRequest
    private(set) var losses: [DialectLoss] = []

    init(_ request: DialectRequest) { source = request }

    mutating func body() throws(KapellError) -> JSONObject {
        let request = source.request
        let unknown = try source.unknownFields(in: .cohere)
        losses += unknown.losses
        var conversation = CohereMessageWriter()
        for (at, message) in request.messages.enumerated() { try conversation.write(message, "messages[\(at)]") }
        losses += conversation.losses
        var body: JSONObject = ["model": .string(source.model), "messages": .array(conversation.messages)]
        writeTools(request, into: &body)
        writeOptions(request, into: &body)
        if let format = request.responseSchema {
            var object: JSONObject = ["type": "json_object"]
            if format.schema != JSONMode.schema { object["json_schema"] = format.schema }
            body["response_format"] = .object(object)
        } else if JSONMode.isAskedFor(by: source, insteadOf: .cohere) {
            body["response_format"] = ["type": "json_object"]
            losses.removeAll { $0.field == JSONMode.field }
        }
        if let level = request.reasoning { body["thinking"] = thinking(level) }
        body.merge(unknown.kept)
        body["stream"] = .bool(source.streams)
        body.merge(extras: request.extras)
        return body
    }

    private mutating func writeOptions(_ request: ModelRequest, into body: inout JSONObject) {
        let sampling = request.sampling
        if !sampling.leftToModel.contains(.temperature) { body["temperature"] = .number(sampling.temperature) }
        if !sampling.leftToModel.contains(.topP) { body["p"] = .number(within(sampling.topP, 0.01...0.99, "top_p")) }
        if !sampling.leftToModel.contains(.topK) {
            body["k"] = JSONValue(Int(within(Double(sampling.topK), 0...500, "top_k")))
        }
        if let limit = request.maximumResponseTokens { body["max_tokens"] = JSONValue(limit) }
        if !request.stop.isEmpty { body["stop_sequences"] = JSONValue(request.stop) }
        if let seed = sampling.seed { body["seed"] = JSONValue(seed) }
        if sampling.frequencyPenalty != 0 {
            body["frequency_penalty"] = .number(within(sampling.frequencyPenalty, 0...1, "frequency_penalty"))
        }
        if sampling.presencePenalty != 0 {
            body["presence_penalty"] = .number(within(sampling.presencePenalty, 0...1, "presence_penalty"))
        }
    }

    /// Cohere's ranges are narrower than others'. A `top_p` of 1 keeps all, as 0.99 nearly does.
    private mutating func within(_ value: Double, _ range: ClosedRange<Double>, _ field: String) -> Double {
        guard !range.contains(value) else { return value }
        if !(field == "top_p" && value == 1) { losses.append(DialectLoss(.approximated, field)) }
        return value > range.upperBound ? range.upperBound : range.lowerBound
    }

    private mutating func writeTools(_ request: ModelRequest, into body: inout JSONObject) {
        guard !request.tools.isEmpty else { return }
        var tools = request.tools
        switch request.toolChoice {
        case .auto: break
        case .none: body["tool_choice"] = "NONE"
        case .required: body["tool_choice"] = "REQUIRED"
        case .tool(let name):
            // To be bound to one tool is to be bound to call one where there is no other.
            tools.removeAll { $0.name != name }
            losses.append(DialectLoss(.approximated, "tool_choice"))
            body["tool_choice"] = "REQUIRED"
        }
        if request.allowsParallelToolCalls == false { losses.append(DialectLoss(.dropped, "parallel_tool_calls")) }
        let areStrict = tools.allSatisfy { $0.isStrict == true }
        var written: [JSONValue] = []
        for (at, tool) in tools.enumerated() {
            if tool.isStrict == true, !areStrict { losses.append(DialectLoss(.dropped, "tools[\(at)].strict")) }
            if tool.cacheMark != nil { losses.append(DialectLoss(.dropped, "tools[\(at)].cache_control")) }
            written.append([
                "type": "function",
                "function": [
                    "name": .string(tool.name), "description": .string(tool.description),
                    "parameters": tool.parameters.objectValue.map { .object($0) } ?? GeminiSchema.noParameters,
                ],
            ])
        }
        body["tools"] = .array(written)
        if areStrict, !written.isEmpty { body["strict_tools"] = true }
    }

    private mutating func thinking(_ level: ReasoningLevel) -> JSONValue {
        func budget(_ tokens: Int64) -> JSONValue { ["type": "enabled", "token_budget": .integer(tokens)] }
        if source.dialect != .cohere, level != .custom("none") {
            losses.append(DialectLoss(.approximated, "reasoning"))
        }
        switch level {
        case .custom("none"): return ["type": "disabled"]
        case .light, .custom("minimal"): return budget(1_024)
        case .moderate where source.dialect != .cohere: return budget(8_192)
        default: return ["type": "enabled"]
        }
    }
}
