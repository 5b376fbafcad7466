import KapellCore
import KapellJSON

/// Writes a request to Gemini.
struct GeminiRequestWriter {
    private let source: DialectRequest
    private(set) var losses: [DialectLoss] = []

    init(_ request: DialectRequest) { source = request }

    mutating func body() throws(KapellError) -> JSONObject {
        let request = source.request
        var contents = GeminiContentWriter(request.messages, model: source.model)
        try contents.write()
        losses += contents.losses

        var body = JSONObject()
        if let system = contents.system { body["systemInstruction"] = system }
        body["contents"] = .array(contents.contents)
        var tools = self.tools(request)
        var toolConfig = JSONObject()
        if let calling = choice(request) { toolConfig["functionCallingConfig"] = calling }
        var config = self.config(request)
        try putBack(&body, &tools, &toolConfig, &config)

        if !tools.isEmpty { body["tools"] = .array(tools) }
        if !toolConfig.isEmpty { body["toolConfig"] = .object(toolConfig) }
        if !config.isEmpty { body["generationConfig"] = .object(config) }
        body.merge(extras: request.extras)
        return body
    }

    // MARK: Options

    private mutating func config(_ request: ModelRequest) -> JSONObject {
        var config = JSONObject()
        let sampling = request.sampling
        if !sampling.leftToModel.contains(.temperature) { config["temperature"] = .number(sampling.temperature) }
        if !sampling.leftToModel.contains(.topP) { config["topP"] = .number(sampling.topP) }
        if !sampling.leftToModel.contains(.topK), sampling.topK > 0 { config["topK"] = JSONValue(sampling.topK) }
        if let limit = request.maximumResponseTokens { config["maxOutputTokens"] = JSONValue(limit) }
        if !request.stop.isEmpty { config["stopSequences"] = JSONValue(request.stop) }
        if let seed = sampling.seed {
            let short = Int32(truncatingIfNeeded: seed)
            if Int64(bitPattern: seed) != Int64(short) { losses.append(DialectLoss(.approximated, "seed")) }
            config["seed"] = .integer(Int64(short))
        }
        if sampling.presencePenalty != 0 { config["presencePenalty"] = .number(sampling.presencePenalty) }
        if sampling.frequencyPenalty != 0 { config["frequencyPenalty"] = .number(sampling.frequencyPenalty) }
        if let format = request.responseSchema {
            config["responseMimeType"] = "application/json"
            if format.schema != JSONMode.schema { config["responseJsonSchema"] = format.schema }
        }
        if let level = request.reasoning {
            if let (thinking, isExact) = GeminiThinking.config(level, model: source.model) {
                config["thinkingConfig"] = .object(thinking)
                if !isExact { losses.append(DialectLoss(.approximated, "reasoning")) }
            } else {
                losses.append(DialectLoss(.dropped, "reasoning"))
            }
        }
        return config
    }

    // MARK: Tools

    private mutating func tools(_ request: ModelRequest) -> [JSONValue] {
        guard !request.tools.isEmpty else { return [] }
        var functions: [JSONValue] = []
        for (at, tool) in request.tools.enumerated() {
            var function: JSONObject = ["name": .string(tool.name), "description": .string(tool.description)]
            if let schema = tool.parameters.objectValue, !schema.isEmpty, tool.parameters != GeminiSchema.noParameters {
                function["parametersJsonSchema"] = tool.parameters
            }
            functions.append(.object(function))
            if tool.isStrict == true { losses.append(DialectLoss(.dropped, "tools[\(at)].strict")) }
            if tool.cacheMark != nil { losses.append(DialectLoss(.dropped, "tools[\(at)].cache_control")) }
        }
        if request.allowsParallelToolCalls == false { losses.append(DialectLoss(.dropped, "parallel_tool_calls")) }
        return [["functionDeclarations": .array(functions)]]
    }

    private func choice(_ request: ModelRequest) -> JSONValue? {
        guard !request.tools.isEmpty else { return nil }
        switch request.toolChoice {
        case .auto: return nil
        case .none: return ["mode": "NONE"]
        case .required: return ["mode": "ANY"]
        case .tool(let name): return ["mode": "ANY", "allowedFunctionNames": [.string(name)]]
        }
    }

    // MARK: Fields of the client's own

    private mutating func putBack(
        _ body: inout JSONObject, _ tools: inout [JSONValue], _ toolConfig: inout JSONObject,
        _ config: inout JSONObject
    ) throws(KapellError) {
        let unknown = try source.unknownFields(in: .gemini)
        losses += unknown.losses
        for (key, value) in unknown.kept {
            if key == "n" {
                config["candidateCount"] = value
            } else if let name = Self.name(key, below: "generationConfig.") {
                config[name] = value
            } else if let name = Self.name(key, below: "toolConfig.") {
                toolConfig[name] = value
            } else if key.hasPrefix("tools["), let dot = key.firstIndex(of: ".") {
                tools.append(.object([String(key[key.index(after: dot)...]): value]))
            } else {
                body[key] = value
            }
        }
        if JSONMode.isAskedFor(by: source, insteadOf: .gemini) {
            config["responseMimeType"] = "application/json"
            losses.removeAll { $0.field == JSONMode.field }
        }
    }

    private static func name(_ key: String, below parent: String) -> String? {
        key.hasPrefix(parent) ? String(key.dropFirst(parent.count)) : nil
    }
}
