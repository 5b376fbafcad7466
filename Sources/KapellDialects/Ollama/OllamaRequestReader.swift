import KapellCore
import KapellJSON

/// Reads a client's request to `/api/chat` or `/api/generate`.
struct OllamaRequestReader {
    private let body: JSONObject
    private let target: DialectTarget

    init(_ body: JSONObject, _ target: DialectTarget) {
        self.body = body
        self.target = target
    }

    func read() throws(KapellError) -> DialectRequest {
        let model = try target.model(in: body)
        var conversation = OllamaMessageReader()
        if let messages = body["messages"], !messages.isNull {
            try conversation.read(messages)
        } else if body.contains("prompt") {
            try conversation.readPrompt(body)
        } else {
            throw KapellError(
                .invalidRequest, "`messages` is missing.", remedy: "Send at least one message, or a `prompt`.")
        }
        var request = ModelRequest(messages: conversation.messages, sampling: .modelDefault)
        var unknown = JSONObject()
        for (key, value) in body where !Self.known.contains(key) && !value.isNull { unknown.append(key, value) }
        unknown.merge(conversation.unknown)
        if let options = body["options"], !options.isNull {
            guard let options = options.objectValue else { throw Self.wrong("options", "an object") }
            try read(options, into: &request, &unknown)
        }
        try readTools(into: &request)
        try readFormat(into: &request)
        request.reasoning = try reasoning()

        var result = DialectRequest(
            dialect: .ollama, model: model, streams: try target.streams(in: body, otherwise: true), request: request,
            body: body)
        result.unknown = unknown
        result.losses = conversation.losses
        result.headers = target.headers
        return result
    }

    private static let known: Set<String> = [
        "model", "messages", "prompt", "system", "images", "tools", "format", "options", "stream", "think",
    ]

    private func read(
        _ options: JSONObject, into request: inout ModelRequest, _ unknown: inout JSONObject
    ) throws(KapellError) {
        for (key, value) in options where !value.isNull {
            switch key {
            case "temperature": request.sampling.take(temperature: try Self.number(value, key))
            case "top_p": request.sampling.take(topP: try Self.number(value, key))
            case "top_k": request.sampling.take(topK: try Self.whole(value, key))
            // -1 and -2 leave it to the window.
            case "num_predict":
                let limit = try Self.whole(value, key)
                if limit > 0 { request.maximumResponseTokens = limit }
            case "seed": request.sampling.seed = UInt64(bitPattern: Int64(try Self.whole(value, key)))
            case "presence_penalty": request.sampling.presencePenalty = try Self.number(value, key)
            case "frequency_penalty": request.sampling.frequencyPenalty = try Self.number(value, key)
            case "stop":
                let texts = value.arrayValue ?? [value]
                guard texts.allSatisfy({ $0.stringValue != nil }) else { throw Self.wrong("options.stop", "texts") }
                request.stop = texts.compactMap(\.stringValue).filter { !$0.isEmpty }
            default: unknown.append("options.\(key)", value)
            }
        }
    }

    private static func number(_ value: JSONValue, _ key: String) throws(KapellError) -> Double {
        guard let number = value.doubleValue, number.isFinite else { throw wrong("options.\(key)", "a number") }
        return number
    }

    private static func whole(_ value: JSONValue, _ key: String) throws(KapellError) -> Int {
        guard let number = value.intValue else { throw wrong("options.\(key)", "a whole number") }
        return number
    }

    static func wrong(_ field: String, _ form: String) -> KapellError {
        KapellError(.invalidRequest, "`\(field)` must be \(form).")
    }

    private func readTools(into request: inout ModelRequest) throws(KapellError) {
        guard let tools = body["tools"], !tools.isNull else { return }
        guard let list = tools.arrayValue else { throw Self.wrong("tools", "a list") }
        for (at, tool) in list.enumerated() {
            let function = tool["function"] ?? tool
            guard let name = function["name"]?.stringValue, !name.isEmpty else {
                throw Self.wrong("tools[\(at)].function.name", "a text")
            }
            var parameters = function["parameters"] ?? .null
            if parameters.isNull { parameters = GeminiSchema.noParameters }
            guard parameters.objectValue != nil else {
                throw Self.wrong("tools[\(at)].function.parameters", "an object")
            }
            request.tools.append(
                ModelTool(name: name, description: function["description"]?.stringValue ?? "", parameters: parameters))
        }
    }

    private func readFormat(into request: inout ModelRequest) throws(KapellError) {
        switch body["format"] {
        case nil, .null, .string(""): break
        case .string("json"): request.responseSchema = JSONMode.format
        case .object(let schema):
            request.responseSchema = ModelResponseSchema(name: "response", schema: .object(schema))
        default: throw Self.wrong("format", "\"json\" or a schema")
        }
    }

    private func reasoning() throws(KapellError) -> ReasoningLevel? {
        switch body["think"] {
        case nil, .null: nil
        case .bool(true), .string("medium"), .string("true"): .moderate
        case .bool(false), .string("false"), .string("none"): .custom("none")
        case .string("low"): .light
        case .string("high"): .deep
        case .string(let word): .custom(word)
        default: throw Self.wrong("think", "true, false or a level")
        }
    }
}
