import KapellCore
import KapellJSON

/// Writes a chat completion request for a provider.
struct ChatRequestWriter {
    let source: DialectRequest
    let options: OpenAIChatOptions
    var losses: [DialectLoss] = []

    init(_ source: DialectRequest, options: OpenAIChatOptions) {
        self.source = source
        self.options = options
    }

    private var request: ModelRequest { source.request }
    /// Whether the client speaks this dialect too, so that what it sent was meant for it.
    var isOwnClient: Bool { source.dialect == .openAIChat }

    mutating func encode() throws(KapellError) -> EncodedRequest {
        let unknown = try source.unknownFields(in: .openAIChat)
        var body: JSONObject = ["model": .string(source.model)]
        var writer = ChatMessageWriter(options: options)
        for (index, message) in request.messages.enumerated() { try writer.write(message, at: "messages[\(index)]") }
        body["messages"] = .array(writer.finish())
        losses += writer.losses
        writeSampling(into: &body)
        if let limit = request.maximumResponseTokens { body[options.tokenLimit.rawValue] = JSONValue(limit) }
        try writeStops(into: &body)
        try writeTools(into: &body, kept: unknown.kept)
        writeFormat(into: &body)
        if let level = request.reasoning {
            if options.understandsReasoningEffort {
                let sent = isOwnClient ? source.body["reasoning_effort"] : nil
                body["reasoning_effort"] = .string(OpenAIReasoning.word(of: level, sent: sent))
            } else {
                losses.append(DialectLoss(.dropped, "reasoning_effort"))
            }
        }
        for (field, value) in unknown.kept where !field.hasPrefix("tools[") { body[field] = value }
        if source.streams {
            body["stream"] = true
            // Usage is always asked for: whoever pays wants to know.
            if options.understandsStreamOptions { body["stream_options"] = ["include_usage": true] }
        }
        body.merge(request.extras)
        return EncodedRequest(
            path: OpenAIChatDialect.path, body: body, losses: unknown.losses + losses)
    }

    private mutating func writeSampling(into body: inout JSONObject) {
        let sampling = request.sampling
        if !sampling.leftToModel.contains(.temperature) { body["temperature"] = .number(sampling.temperature) }
        if !sampling.leftToModel.contains(.topP) { body["top_p"] = .number(sampling.topP) }
        if !sampling.leftToModel.contains(.topK), sampling.topK > 0 {
            if options.understandsTopK {
                body["top_k"] = JSONValue(sampling.topK)
            } else {
                losses.append(DialectLoss(.dropped, "top_k"))
            }
        }
        if sampling.frequencyPenalty != 0 { body["frequency_penalty"] = .number(sampling.frequencyPenalty) }
        if sampling.presencePenalty != 0 { body["presence_penalty"] = .number(sampling.presencePenalty) }
        if let seed = sampling.seed { body["seed"] = .integer(Int64(bitPattern: seed)) }
    }

    private func writeStops(into body: inout JSONObject) throws(KapellError) {
        guard !request.stop.isEmpty else { return }
        if let limit = options.greatestStopCount, request.stop.count > limit {
            throw KapellError(
                .unsupported, "`stop` has \(request.stop.count) texts; the provider takes at most \(limit).",
                remedy: "Send fewer.")
        }
        body["stop"] = JSONValue(request.stop)
    }

    private mutating func writeFormat(into body: inout JSONObject) {
        guard let wanted = request.responseSchema else { return }
        let written = OpenAITools.written(
            wanted.schema, isStrict: wanted.isStrict, appliesRules: options.appliesStrictRules, keepsForm: isOwnClient)
        if written.isLoosened { losses.append(DialectLoss(.approximated, "response_format.json_schema.strict")) }
        let name = OpenAITools.schemaName(wanted.name)
        if name != wanted.name { losses.append(DialectLoss(.approximated, "response_format.json_schema.name")) }
        var format: JSONObject = ["name": .string(name), "schema": written.schema]
        if let isStrict = written.isStrict { format["strict"] = .bool(isStrict) }
        body["response_format"] = ["type": "json_schema", "json_schema": .object(format)]
    }
}
