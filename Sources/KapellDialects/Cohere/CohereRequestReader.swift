import KapellCore
import KapellJSON

/// Reads a client's request.
struct CohereRequestReader {
    private let body: JSONObject
    private let target: DialectTarget

    init(_ body: JSONObject, _ target: DialectTarget) {
        self.body = body
        self.target = target
    }

    func read() throws(KapellError) -> DialectRequest {
        let model = try target.model(in: body)
        var conversation = CohereMessageReader()
        try conversation.read(body["messages"])
        var request = ModelRequest(messages: conversation.messages, sampling: .modelDefault)
        try readOptions(into: &request)
        try readTools(into: &request)
        try readFormat(into: &request)
        var unknown = JSONObject()
        for (key, value) in body where !Self.known.contains(key) && !value.isNull { unknown.append(key, value) }
        unknown.merge(conversation.unknown)
        try readThinking(into: &request, &unknown)

        var result = DialectRequest(
            dialect: .cohere, model: model, streams: try target.streams(in: body), request: request, body: body)
        result.unknown = unknown
        result.losses = conversation.losses
        result.headers = target.headers
        return result
    }

    private static let known: Set<String> = [
        "model", "messages", "stream", "tools", "strict_tools", "tool_choice", "response_format", "max_tokens",
        "stop_sequences", "temperature", "seed", "frequency_penalty", "presence_penalty", "k", "p", "thinking",
    ]

    private func readOptions(into request: inout ModelRequest) throws(KapellError) {
        request.sampling.take(temperature: try body.number("temperature", in: 0...100))
        request.sampling.take(topP: try body.number("p", in: 0...1))
        request.sampling.take(topK: try body.whole("k", in: 0...1_000_000))
        request.sampling.seed = Self.seed(body["seed"])
        request.sampling.frequencyPenalty = try body.number("frequency_penalty", in: -2...2) ?? 0
        request.sampling.presencePenalty = try body.number("presence_penalty", in: -2...2) ?? 0
        request.maximumResponseTokens = try body.whole("max_tokens", in: 1...1_000_000_000)
        switch body["stop_sequences"] {
        case nil, .null: break
        case .array(let texts) where texts.allSatisfy({ $0.stringValue != nil }):
            request.stop = texts.compactMap(\.stringValue).filter { !$0.isEmpty }
        default: throw Self.wrong("stop_sequences", "a list of texts")
        }
    }

    /// Seeds have 64 bits without a sign.
    private static func seed(_ value: JSONValue?) -> UInt64? {
        switch value {
        case .unsigned(let seed): seed
        default: value?.intValue.map { UInt64(bitPattern: Int64($0)) }
        }
    }

    private func readTools(into request: inout ModelRequest) throws(KapellError) {
        if let tools = body["tools"], !tools.isNull {
            guard let list = tools.arrayValue else { throw Self.wrong("tools", "a list") }
            let isStrict = try body.flag("strict_tools")
            for (at, tool) in list.enumerated() {
                let function = tool["function"]
                guard let name = function?["name"]?.stringValue, !name.isEmpty else {
                    throw Self.wrong("tools[\(at)].function.name", "a text")
                }
                var parameters = function?["parameters"] ?? .null
                if parameters.isNull { parameters = GeminiSchema.noParameters }
                guard parameters.objectValue != nil else {
                    throw Self.wrong("tools[\(at)].function.parameters", "an object")
                }
                var result = ModelTool(
                    name: name, description: function?["description"]?.stringValue ?? "", parameters: parameters)
                if isStrict { result.isStrict = true }
                request.tools.append(result)
            }
        }
        switch body["tool_choice"]?.stringValue?.uppercased() {
        case nil: break
        case "REQUIRED": request.toolChoice = .required
        case "NONE": request.toolChoice = .none
        default: throw Self.wrong("tool_choice", "\"REQUIRED\" or \"NONE\"")
        }
    }

    private func readFormat(into request: inout ModelRequest) throws(KapellError) {
        guard let format = body["response_format"], !format.isNull else { return }
        switch format["type"]?.stringValue {
        case "text": break
        case "json_object":
            let schema = format["json_schema"] ?? format["schema"] ?? .null
            request.responseSchema =
                schema.isNull ? JSONMode.format : ModelResponseSchema(name: "response", schema: schema)
        default: throw Self.wrong("response_format.type", "\"text\" or \"json_object\"")
        }
    }

    private func readThinking(
        into request: inout ModelRequest, _ unknown: inout JSONObject
    ) throws(KapellError) {
        guard let thinking = body["thinking"], !thinking.isNull else { return }
        switch thinking["type"]?.stringValue {
        case "disabled": request.reasoning = .custom("none")
        case "enabled":
            if let budget = thinking["token_budget"]?.intValue {
                request.reasoning = GeminiThinking.level(budget: budget)
                unknown["thinking"] = thinking
            } else {
                request.reasoning = .moderate
            }
        default: throw Self.wrong("thinking.type", "\"enabled\" or \"disabled\"")
        }
    }

    static func wrong(_ field: String, _ form: String) -> KapellError {
        KapellError(.invalidRequest, "`\(field)` must be \(form).")
    }
}
