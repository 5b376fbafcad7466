import KapellCore
import KapellJSON

/// Writes a request to `/api/chat`.
struct OllamaRequestWriter {
    private let source: DialectRequest
    private(set) var losses: [DialectLoss] = []
    private var names: [String: String] = [:]

    init(_ request: DialectRequest) { source = request }

    mutating func body() throws(KapellError) -> JSONObject {
        let request = source.request
        let unknown = try source.unknownFields(in: .ollama)
        losses += unknown.losses
        var messages: [JSONValue] = []
        for (at, message) in request.messages.enumerated() {
            messages.append(.object(try self.message(message, "messages[\(at)]")))
        }
        var body: JSONObject = ["model": .string(source.model), "messages": .array(messages)]
        let tools = try self.tools(request)
        if !tools.isEmpty { body["tools"] = .array(tools) }
        if let format = request.responseSchema {
            body["format"] = format.schema == JSONMode.schema ? "json" : format.schema
        } else if JSONMode.isAskedFor(by: source, insteadOf: .ollama) {
            body["format"] = "json"
            losses.removeAll { $0.field == JSONMode.field }
        }
        var options = self.options(request)
        for (key, value) in unknown.kept {
            if key.hasPrefix("options.") {
                options[String(key.dropFirst("options.".count))] = value
            } else {
                body[key] = value
            }
        }
        if !options.isEmpty { body["options"] = .object(options) }
        if let level = request.reasoning { body["think"] = think(level) }
        body["stream"] = .bool(source.streams)
        body.merge(extras: request.extras)
        return body
    }

    // MARK: Options

    private func options(_ request: ModelRequest) -> JSONObject {
        var options = JSONObject()
        let sampling = request.sampling
        if !sampling.leftToModel.contains(.temperature) { options["temperature"] = .number(sampling.temperature) }
        if !sampling.leftToModel.contains(.topP) { options["top_p"] = .number(sampling.topP) }
        if !sampling.leftToModel.contains(.topK) { options["top_k"] = JSONValue(sampling.topK) }
        if let limit = request.maximumResponseTokens { options["num_predict"] = JSONValue(limit) }
        if !request.stop.isEmpty { options["stop"] = JSONValue(request.stop) }
        if let seed = sampling.seed { options["seed"] = .integer(Int64(bitPattern: seed)) }
        if sampling.presencePenalty != 0 { options["presence_penalty"] = .number(sampling.presencePenalty) }
        if sampling.frequencyPenalty != 0 { options["frequency_penalty"] = .number(sampling.frequencyPenalty) }
        return options
    }

    /// Only gpt-oss knows levels; other models think or do not.
    private mutating func think(_ level: ReasoningLevel) -> JSONValue {
        if source.dialect == .ollama, let sent = source.body["think"], !sent.isNull { return sent }
        if level == .custom("none") { return false }
        if source.model.contains("gpt-oss") {
            switch level {
            case .light, .custom("minimal"), .custom("low"): return "low"
            case .moderate, .custom("medium"): return "medium"
            default: return "high"
            }
        }
        losses.append(DialectLoss(.approximated, "reasoning"))
        return true
    }

    // MARK: Tools

    private mutating func tools(_ request: ModelRequest) throws(KapellError) -> [JSONValue] {
        guard !request.tools.isEmpty else { return [] }
        if request.allowsParallelToolCalls == false { losses.append(DialectLoss(.dropped, "parallel_tool_calls")) }
        switch request.toolChoice {
        case .auto: break
        case .none: return []
        case .required, .tool:
            throw KapellError(
                .unsupported, "`tool_choice` cannot be said to Ollama: its models call tools as they see fit.",
                remedy: "Leave `tool_choice` at `auto`.")
        }
        var tools: [JSONValue] = []
        for (at, tool) in request.tools.enumerated() {
            if tool.isStrict == true { losses.append(DialectLoss(.dropped, "tools[\(at)].strict")) }
            if tool.cacheMark != nil { losses.append(DialectLoss(.dropped, "tools[\(at)].cache_control")) }
            tools.append([
                "type": "function",
                "function": [
                    "name": .string(tool.name), "description": .string(tool.description),
                    "parameters": tool.parameters.objectValue.map { .object($0) } ?? GeminiSchema.noParameters,
                ],
            ])
        }
        return tools
    }

    // MARK: Messages

    private mutating func message(_ message: ModelMessage, _ place: String) throws(KapellError) -> JSONObject {
        if message.cacheMark != nil { losses.append(DialectLoss(.dropped, "\(place).cache_control")) }
        var object: JSONObject = ["role": .string(message.role.rawValue), "content": .string(message.content)]
        var images: [JSONValue] = []
        for (at, attachment) in message.attachments.enumerated() {
            images.append(.string(try image(attachment, "\(place).attachments[\(at)]")))
        }
        if !images.isEmpty { object["images"] = .array(images) }
        switch message.role {
        case .system, .user: break
        case .assistant: writeAssistant(message, place, into: &object)
        case .tool:
            var name = message.toolCallID.flatMap { names[$0] } ?? ""
            if name.isEmpty, case .tool(let known) = message.origin { name = known }
            object["tool_name"] = .string(name)
            if let id = message.toolCallID, !id.isEmpty { object["tool_call_id"] = .string(id) }
            if message.isError { losses.append(DialectLoss(.dropped, "\(place).is_error")) }
        }
        return object
    }

    private mutating func writeAssistant(_ message: ModelMessage, _ place: String, into object: inout JSONObject) {
        let thoughts = message.reasoning.map(\.text).joined()
        if !thoughts.isEmpty { object["thinking"] = .string(thoughts) }
        if message.reasoning.contains(where: { $0.signature != nil }) {
            losses.append(DialectLoss(.dropped, "\(place).reasoning.signature"))
        }
        var calls: [JSONValue] = []
        for (at, call) in message.toolCalls.enumerated() {
            names[call.id] = call.name
            let field = "\(place).tool_calls[\(at)]"
            if call.signature != nil { losses.append(DialectLoss(.dropped, "\(field).signature")) }
            let (arguments, isExact) = ToolArguments.anyObject(call.arguments)
            if !isExact { losses.append(DialectLoss(.approximated, "\(field).function.arguments")) }
            calls.append([
                "id": .string(call.id),
                "function": [
                    "index": JSONValue(at), "name": .string(call.name),
                    "arguments": .object(arguments),
                ],
            ])
        }
        if !calls.isEmpty { object["tool_calls"] = .array(calls) }
    }

    private func image(_ attachment: ModelAttachment, _ place: String) throws(KapellError) -> String {
        switch attachment.content {
        case .bytes(let bytes):
            let type = attachment.mediaType ?? MediaSignature.type(of: bytes)
            if type?.hasPrefix("image/") ?? true { return Base64.encode(bytes) }
        case .url(let address):
            if let (type, base64) = DataURL.parts(of: address), type.hasPrefix("image/") { return String(base64) }
        }
        throw KapellError(
            .unsupported, "`\(place)` cannot be sent to Ollama, which reads images in the request alone.",
            remedy: "Send the image itself, in base64.")
    }
}
