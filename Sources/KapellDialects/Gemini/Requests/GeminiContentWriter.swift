import KapellCore
import KapellJSON

/// Writes a conversation as `contents` and `systemInstruction`.
struct GeminiContentWriter {
    private(set) var contents: [JSONValue] = []
    private(set) var system: JSONValue?
    private(set) var losses: [DialectLoss] = []
    private let messages: [ModelMessage]
    /// Whether the model refuses calls without a proof.
    private let needsProofs: Bool
    private var names: [String: String] = [:]
    private var results: [JSONValue] = []

    /// What stands for the proof of a call that another model made, or whose proof is lost. Source: Google's page on
    /// thought signatures, 2026.
    private static let noProof: JSONValue = "skip_thought_signature_validator"

    init(_ messages: [ModelMessage], model: String) {
        self.messages = messages
        needsProofs = model.contains("gemini-3")
    }

    mutating func write() throws(KapellError) {
        var systemParts: [JSONValue] = []
        for (at, message) in messages.enumerated() {
            if message.cacheMark != nil { losses.append(DialectLoss(.dropped, "messages[\(at)].cache_control")) }
            if message.role != .tool { endResults() }
            switch message.role {
            case .system:
                if !contents.isEmpty { losses.append(DialectLoss(.approximated, "messages[\(at)].role")) }
                systemParts += textParts(message)
            case .user: put("user", textParts(message))
            case .assistant: put("model", modelParts(message, at: at))
            case .tool: results.append(result(message))
            }
        }
        endResults()
        if contents.isEmpty {
            guard !systemParts.isEmpty else {
                throw KapellError(.invalidRequest, "`messages` is empty.", remedy: "Send at least one message.")
            }
            losses.append(DialectLoss(.approximated, "messages[0].role"))
            put("user", systemParts)
        } else if !systemParts.isEmpty {
            system = ["parts": .array(systemParts)]
        }
    }

    private mutating func put(_ role: JSONValue, _ parts: [JSONValue]) {
        contents.append(["role": role, "parts": .array(parts.isEmpty ? [["text": ""]] : parts)])
    }

    private mutating func endResults() {
        guard !results.isEmpty else { return }
        put("user", results)
        results = []
    }

    private func textParts(_ message: ModelMessage) -> [JSONValue] {
        message.parts.map { part in
            switch part {
            case .text(let text): ["text": .string(text)]
            case .attachment(let attachment): GeminiParts.part(attachment)
            }
        }
    }

    private mutating func modelParts(_ message: ModelMessage, at place: Int) -> [JSONValue] {
        var parts: [JSONValue] = []
        var loose: [JSONValue] = []
        for (at, block) in message.reasoning.enumerated() {
            let proof = self.proof(
                block.signature.map { GeminiSignature.untagged($0) ?? "#" },
                "messages[\(place)].reasoning[\(at)].signature")
            if block.text.isEmpty {
                if let proof { loose.append(["text": "", "thoughtSignature": proof]) }
                continue
            }
            var part: JSONObject = ["text": .string(block.text), "thought": true]
            if let proof { part["thoughtSignature"] = proof }
            parts.append(.object(part))
        }
        parts += message.content.isEmpty ? [] : [["text": .string(message.content)]]
        parts += loose
        for (at, call) in message.toolCalls.enumerated() {
            names[call.id] = call.name
            let field = "messages[\(place)].tool_calls[\(at)]"
            var function: JSONObject = ["name": .string(call.name)]
            if !call.id.isEmpty { function["id"] = .string(call.id) }
            let (arguments, isExact) = ToolArguments.anyObject(call.arguments)
            function["args"] = .object(arguments)
            if !isExact { losses.append(DialectLoss(.approximated, "\(field).function.arguments")) }
            var part: JSONObject = ["functionCall": .object(function)]
            // Of several calls at once only the first has a proof.
            if let proof = proof(call.signature, "\(field).signature") {
                part["thoughtSignature"] = proof
            } else if needsProofs, at == 0 {
                part["thoughtSignature"] = Self.noProof
            }
            parts.append(.object(part))
        }
        for at in message.attachments.indices {
            losses.append(DialectLoss(.dropped, "messages[\(place)].attachments[\(at)]"))
        }
        return parts
    }

    /// A proof that is not base64, or not tagged as Gemini's, is another provider's, which Gemini would refuse.
    private mutating func proof(_ signature: String?, _ field: String) -> JSONValue? {
        guard let signature, !signature.isEmpty else { return nil }
        if GeminiSignature.isBase64(signature) { return .string(signature) }
        losses.append(DialectLoss(.dropped, field))
        return nil
    }

    private func result(_ message: ModelMessage) -> JSONValue {
        let id = message.toolCallID ?? ""
        var name = names[id] ?? ""
        if name.isEmpty, case .tool(let known) = message.origin { name = known }
        var response: JSONObject = ["name": .string(name.isEmpty ? "tool" : name)]
        if !id.isEmpty { response["id"] = .string(id) }
        response["response"] = .object(GeminiParts.response(message.content, isError: message.isError))
        if !message.attachments.isEmpty {
            response["parts"] = .array(message.attachments.map { GeminiParts.part($0) })
        }
        return ["functionResponse": .object(response)]
    }
}
