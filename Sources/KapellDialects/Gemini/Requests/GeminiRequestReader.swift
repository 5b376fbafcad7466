import KapellCore
import KapellJSON

/// Reads a client's request.
struct GeminiRequestReader {
    private let fields: GeminiFields
    private let target: DialectTarget

    init(_ body: JSONObject, _ target: DialectTarget) {
        fields = GeminiFields(body)
        self.target = target
    }

    func read() throws(KapellError) -> DialectRequest {
        guard let model = target.model ?? fields.text("model"), !model.isEmpty else {
            throw KapellError(
                .invalidRequest, "The model's name is missing.", remedy: "Post to `models/{model}:generateContent`.")
        }
        var contents = GeminiContentReader()
        if let system = fields["systemInstruction"] { try contents.readSystem(system) }
        guard let turns = fields["contents"] else {
            throw KapellError(.invalidRequest, "`contents` is missing.", remedy: "Send at least one content.")
        }
        try contents.read(turns)
        guard contents.messages.contains(where: { $0.role != .system }) else {
            throw KapellError(.invalidRequest, "`contents` has no parts.", remedy: "Send at least one text.")
        }

        var request = ModelRequest(messages: contents.messages, sampling: .modelDefault)
        var unknown = fields.rest(except: Self.known)
        if let config = try fields.object("generationConfig") { try read(config, into: &request, &unknown) }
        try readTools(into: &request, &unknown)
        if let config = try fields.object("toolConfig") { try readChoice(config, into: &request, &unknown) }

        var result = DialectRequest(
            dialect: .gemini, model: GeminiDialect.bareName(model), streams: target.streams ?? false, request: request,
            body: fields.object)
        result.unknown = unknown
        result.losses = contents.losses
        result.headers = target.headers
        return result
    }

    private static let known: Set<String> = [
        "contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "model",
    ]
    private static let knownOfConfig: Set<String> = [
        "temperature", "topP", "topK", "maxOutputTokens", "stopSequences", "seed", "presencePenalty",
        "frequencyPenalty", "responseMimeType", "responseSchema", "responseJsonSchema", "_responseJsonSchema",
        "thinkingConfig", "candidateCount",
    ]

    // MARK: Options

    private func read(
        _ config: GeminiFields, into request: inout ModelRequest, _ unknown: inout JSONObject
    ) throws(KapellError) {
        request.sampling.take(temperature: try config.number("temperature"))
        request.sampling.take(topP: try config.number("topP"))
        request.sampling.take(topK: try config.whole("topK"))
        request.sampling.seed = try config.whole("seed").map { UInt64(bitPattern: Int64($0)) }
        request.sampling.presencePenalty = try config.number("presencePenalty") ?? 0
        request.sampling.frequencyPenalty = try config.number("frequencyPenalty") ?? 0
        if let limit = try config.whole("maxOutputTokens") {
            guard limit > 0 else { throw config.wrong("maxOutputTokens", "greater than 0") }
            request.maximumResponseTokens = limit
        }
        request.stop = try config.texts("stopSequences").filter { !$0.isEmpty }
        unknown.merge(config.rest(except: Self.knownOfConfig))
        if let count = try config.whole("candidateCount"), count != 1 { unknown["n"] = JSONValue(count) }
        readFormat(config, into: &request, &unknown)
        if let thinking = try config.object("thinkingConfig") {
            request.reasoning = try GeminiThinking.level(thinking)
            if !GeminiThinking.isWhole(thinking) {
                unknown[thinking.place] = .object(GeminiThinking.canonical(thinking.object))
            }
        }
    }

    private func readFormat(
        _ config: GeminiFields, into request: inout ModelRequest, _ unknown: inout JSONObject
    ) {
        let type = config.text("responseMimeType") ?? "application/json"
        let schema =
            config["responseJsonSchema"] ?? config["_responseJsonSchema"]
            ?? config["responseSchema"].map { GeminiSchema.jsonSchema($0) }
        if type != "application/json" {
            if type != "text/plain" {
                unknown[config.path("responseMimeType")] = .string(type)
                if let schema { unknown[config.path("responseJsonSchema")] = schema }
            }
        } else if let schema {
            request.responseSchema = ModelResponseSchema(name: "response", schema: schema)
        } else if config["responseMimeType"] != nil {
            request.responseSchema = JSONMode.format
        }
    }

    // MARK: Tools

    private func readTools(into request: inout ModelRequest, _ unknown: inout JSONObject) throws(KapellError) {
        for (place, value) in try fields.list("tools").enumerated() {
            guard let object = value.objectValue else { throw fields.wrong("tools[\(place)]", "an object") }
            let tool = GeminiFields(object, at: "tools[\(place)]")
            for (at, value) in try tool.list("functionDeclarations").enumerated() {
                let path = "tools[\(place)].functionDeclarations[\(at)]"
                guard let object = value.objectValue else { throw fields.wrong(path, "an object") }
                let function = GeminiFields(object, at: path)
                guard let name = function.text("name"), !name.isEmpty else { throw function.wrong("name", "a text") }
                for key in ["parametersJsonSchema", "parameters"] {
                    guard let schema = function[key], !schema.isNull, schema.objectValue == nil else { continue }
                    throw function.wrong(key, "an object")
                }
                let parameters =
                    function["parametersJsonSchema"] ?? function["parameters"].map { GeminiSchema.jsonSchema($0) }
                request.tools.append(
                    ModelTool(
                        name: name, description: function.text("description") ?? "",
                        parameters: parameters ?? GeminiSchema.noParameters))
            }
            unknown.merge(tool.rest(except: ["functionDeclarations"]))
        }
    }

    private func readChoice(
        _ config: GeminiFields, into request: inout ModelRequest, _ unknown: inout JSONObject
    ) throws(KapellError) {
        unknown.merge(config.rest(except: ["functionCallingConfig"]))
        guard let calling = try config.object("functionCallingConfig") else { return }
        let names = try calling.texts("allowedFunctionNames")
        switch (calling.text("mode") ?? "AUTO").uppercased() {
        case "NONE": request.toolChoice = .none
        case "ANY":
            request.toolChoice = names.count == 1 ? .tool(names[0]) : .required
            // Of several that may be called and must be, the others are as good as not there.
            if names.count > 1 { request.tools.removeAll { !names.contains($0.name) } }
        case "AUTO", "MODE_UNSPECIFIED": request.toolChoice = .auto
        default: unknown[calling.place] = .object(calling.object)
        }
    }
}

extension GeminiSchema {
    /// What stands for a tool without arguments.
    static let noParameters: JSONValue = ["type": "object", "properties": [:]]
}
