import KapellCore
import KapellJSON

/// Writes a request for a response to a provider.
struct ResponsesRequestWriter {
    let source: DialectRequest
    var losses: [DialectLoss] = []

    init(_ source: DialectRequest) { self.source = source }

    private var request: ModelRequest { source.request }
    private var isOwnClient: Bool { source.dialect == .openAIResponses }

    mutating func encode() throws(KapellError) -> EncodedRequest {
        let unknown = try source.unknownFields(in: .openAIResponses)
        guard request.stop.isEmpty else {
            throw KapellError(
                .unsupported, "`stop` cannot be said to the provider of this model.",
                remedy: "Leave it out, or name a model of another provider.")
        }
        var body: JSONObject = ["model": .string(source.model)]
        var writer = ResponsesInputWriter()
        var messages = request.messages[...]
        if let first = messages.first, first.role == .system, first.attachments.isEmpty {
            body["instructions"] = .string(first.content)
            messages = messages.dropFirst()
            if first.cacheMark != nil { losses.append(DialectLoss(.dropped, "messages[0].cache_control")) }
        }
        for (index, message) in zip(messages.indices, messages) {
            try writer.write(message, at: "messages[\(index)]")
        }
        body["input"] = .array(writer.items)
        losses += writer.losses
        writeSampling(into: &body)
        if let limit = request.maximumResponseTokens { body["max_output_tokens"] = JSONValue(limit) }
        try writeTools(into: &body, kept: unknown.kept)
        writeFormat(into: &body)
        if let level = request.reasoning {
            let sent = isOwnClient ? source.body["reasoning"]?["effort"] : nil
            body["reasoning"] = ["effort": .string(OpenAIReasoning.word(of: level, sent: sent))]
        }
        // The conversation is in each request; what the model thought must come back to be given back.
        if !isOwnClient { body["store"] = false }
        if request.reasoning != nil || writer.hasReasoning { body["include"] = ["reasoning.encrypted_content"] }
        merge(unknown.kept, into: &body)
        if source.streams { body["stream"] = true }
        body.merge(request.extras)
        return EncodedRequest(
            path: OpenAIResponsesDialect.path, body: body, losses: unknown.losses + losses)
    }

    /// Fields of an object within the body are kept under names such as `text.verbosity`.
    private func merge(_ kept: JSONObject, into body: inout JSONObject) {
        for (field, value) in kept where !field.hasPrefix("tools[") {
            guard let point = field.firstIndex(of: ".") else {
                body[field] = value
                continue
            }
            let outer = String(field[..<point])
            var object = body[outer]?.objectValue ?? [:]
            object[String(field[field.index(after: point)...])] = value
            body[outer] = .object(object)
        }
    }

    private mutating func writeSampling(into body: inout JSONObject) {
        let sampling = request.sampling
        if !sampling.leftToModel.contains(.temperature) { body["temperature"] = .number(sampling.temperature) }
        if !sampling.leftToModel.contains(.topP) { body["top_p"] = .number(sampling.topP) }
        let unsaid = [
            ("top_k", !sampling.leftToModel.contains(.topK) && sampling.topK > 0), ("seed", sampling.seed != nil),
            ("frequency_penalty", sampling.frequencyPenalty != 0),
            ("presence_penalty", sampling.presencePenalty != 0),
        ]
        for (field, isThere) in unsaid where isThere { losses.append(DialectLoss(.dropped, field)) }
    }

    private mutating func writeTools(into body: inout JSONObject, kept: JSONObject) throws(KapellError) {
        var tools: [JSONValue] = []
        for (index, tool) in request.tools.enumerated() {
            let path = "tools[\(index)]"
            try OpenAITools.requireName(tool.name, at: path)
            let schema = OpenAITools.written(
                tool.parameters, isStrict: tool.isStrict, appliesRules: true, keepsForm: isOwnClient)
            if schema.isLoosened { losses.append(DialectLoss(.approximated, "\(path).strict")) }
            if tool.cacheMark != nil { losses.append(DialectLoss(.dropped, "\(path).cache_control")) }
            var object: JSONObject = ["type": "function", "name": .string(tool.name)]
            if !tool.description.isEmpty { object["description"] = .string(tool.description) }
            object["parameters"] = schema.schema
            // Where nothing is said, this API takes a schema for a strict one, other than chat completions do.
            object["strict"] = schema.isStrict.map { .bool($0) } ?? (isOwnClient ? .null : false)
            tools.append(.object(object))
        }
        OpenAITools.insert(kept, into: &tools)
        guard !tools.isEmpty else { return }
        body["tools"] = .array(tools)
        switch request.toolChoice {
        case .auto: body["tool_choice"] = "auto"
        case .none: body["tool_choice"] = "none"
        case .required: body["tool_choice"] = "required"
        case .tool(let name): body["tool_choice"] = ["type": "function", "name": .string(name)]
        }
        if let allows = request.allowsParallelToolCalls { body["parallel_tool_calls"] = .bool(allows) }
    }

    private mutating func writeFormat(into body: inout JSONObject) {
        guard let wanted = request.responseSchema else { return }
        let written = OpenAITools.written(
            wanted.schema, isStrict: wanted.isStrict, appliesRules: true, keepsForm: isOwnClient)
        if written.isLoosened { losses.append(DialectLoss(.approximated, "text.format.strict")) }
        let name = OpenAITools.schemaName(wanted.name)
        if name != wanted.name { losses.append(DialectLoss(.approximated, "text.format.name")) }
        var format: JSONObject = ["type": "json_schema", "name": .string(name), "schema": written.schema]
        if let isStrict = written.isStrict { format["strict"] = .bool(isStrict) }
        body["text"] = ["format": .object(format)]
    }
}
