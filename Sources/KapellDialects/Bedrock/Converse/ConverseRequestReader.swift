import KapellCore
import KapellJSON

/// Reads a client's request of Converse and ConverseStream.
struct ConverseRequestReader {
    private static let known: Set<String> = [
        "modelId", "messages", "system", "inferenceConfig", "toolConfig", "outputConfig",
        "additionalModelRequestFields",
    ]

    static func read(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> DialectRequest {
        var messages = ConverseMessageReader()
        if let system = body["system"] { try messages.read(system: system, at: "system") }
        guard let list = body["messages"]?.arrayValue else { throw .field("messages", "must be a list of messages") }
        for (index, message) in list.enumerated() { try messages.read(message, at: index) }
        var unknown: JSONObject = [:]
        for (key, value) in body where !known.contains(key) && !value.isNull { unknown[key] = value }

        var request = ModelRequest(messages: messages.messages, sampling: .modelDefault)
        try read(inference: body["inferenceConfig"]?.objectValue ?? [:], into: &request, &unknown)
        try read(tools: body["toolConfig"]?.objectValue ?? [:], into: &request, &unknown)
        var losses = messages.losses
        try read(output: body["outputConfig"]?.objectValue ?? [:], body, into: &request, &unknown, &losses)
        unknown.merge(messages.own)

        var result = DialectRequest(
            dialect: .bedrockConverse, model: try BedrockPath.model(of: target), streams: target.streams ?? false,
            request: request, body: body)
        result.unknown = unknown
        result.losses = losses
        return result
    }

    private static func read(
        inference: JSONObject, into request: inout ModelRequest, _ unknown: inout JSONObject
    ) throws(KapellError) {
        request.maximumResponseTokens = try inference.whole("maxTokens", in: 1...Int.max)
        request.sampling.take(temperature: try inference.number("temperature", in: 0...1))
        request.sampling.take(topP: try inference.number("topP", in: 0...1))
        request.stop = inference["stopSequences"]?.arrayValue?.compactMap(\.stringValue) ?? []
        var rest = inference
        for key in ["maxTokens", "temperature", "topP", "stopSequences"] { rest[key] = nil }
        if !rest.isEmpty { unknown["inferenceConfig"] = .object(rest) }
    }

    private static func read(
        tools config: JSONObject, into request: inout ModelRequest, _ unknown: inout JSONObject
    ) throws(KapellError) {
        for (index, value) in (config["tools"]?.arrayValue ?? []).enumerated() {
            let field = "toolConfig.tools[\(index)]"
            if let point = value["cachePoint"] {
                guard !request.tools.isEmpty else { continue }
                request.tools[request.tools.count - 1].cacheMark = ConverseMessageReader.mark(point)
            } else if let spec = value["toolSpec"]?.objectValue {
                guard let name = spec["name"]?.stringValue else {
                    throw .field("\(field).toolSpec.name", "must be a text")
                }
                guard let schema = spec["inputSchema"]?["json"], schema.objectValue != nil else {
                    throw .field("\(field).toolSpec.inputSchema.json", "must be a JSON Schema of an object")
                }
                let description = spec["description"]?.stringValue ?? ""
                var tool = ModelTool(name: name, description: description, parameters: schema)
                tool.isStrict = spec["strict"]?.boolValue
                request.tools.append(tool)
            } else {
                // A tool that Bedrock runs itself. Its place is counted without cache points.
                unknown["tools[\(request.tools.count)]"] = value
            }
        }
        guard let choice = config["toolChoice"]?.objectValue else { return }
        if choice["any"] != nil { request.toolChoice = .required }
        if let name = choice["tool"]?["name"]?.stringValue { request.toolChoice = .tool(name) }
    }

    private static func read(
        output: JSONObject, _ body: JSONObject, into request: inout ModelRequest, _ unknown: inout JSONObject,
        _ losses: inout [DialectLoss]
    ) throws(KapellError) {
        if let format = output["textFormat"], !format.isNull {
            guard let definition = format["structure"]?["jsonSchema"]?.objectValue,
                let text = definition["schema"]?.stringValue, let schema = try? JSONValue(parsing: text),
                schema.objectValue != nil
            else {
                throw .field("outputConfig.textFormat.structure.jsonSchema.schema", "must be a JSON Schema as a text")
            }
            let name = definition["name"]?.stringValue ?? "response"
            request.responseSchema = ModelResponseSchema(name: name, schema: schema)
            request.responseSchema?.isStrict = true
        }
        var more = body["additionalModelRequestFields"]?.objectValue ?? [:]
        let reading = AnthropicThinking.Reading(thinking: more["thinking"], effort: output["effort"])
        request.reasoning = reading.level
        losses += reading.losses
        if let topK = more["top_k"]?.intValue, topK > 0 {
            request.sampling.take(topK: topK)
            more["top_k"] = nil
        }
        more["thinking"] = nil
        var rest = output
        rest["textFormat"] = nil
        rest["effort"] = nil
        if !rest.isEmpty { unknown["outputConfig"] = .object(rest) }
        if !more.isEmpty { unknown["additionalModelRequestFields"] = .object(more) }
    }
}
