import KapellCore
import KapellJSON

/// Reads the turns of a conversation.
///
/// Turns of the model that follow one another are one message: clients keep the pieces of a streamed answer as turns.
/// Results of functions, which stand in a user's turn, become messages of their own before what the user says.
struct GeminiContentReader {
    private(set) var messages: [ModelMessage] = []
    private(set) var losses: [DialectLoss] = []
    private var ledger = CallLedger()

    /// A content, a part, a list of parts, or a text.
    mutating func readSystem(_ value: JSONValue) throws(KapellError) {
        let place = "systemInstruction"
        var texts: [String] = []
        for (at, part) in try Self.parts(value, place).enumerated() {
            if let text = part.text("text") {
                texts.append(text)
            } else {
                losses.append(DialectLoss(.dropped, "\(place).parts[\(at)]"))
            }
        }
        guard !texts.isEmpty else { return }
        messages.append(ModelMessage(.system, parts: texts.map { .text($0) }))
    }

    mutating func read(_ contents: JSONValue) throws(KapellError) {
        let list: [JSONValue]
        switch contents {
        case .array(let values): list = values
        case .object, .string: list = [contents]
        default: throw KapellError(.invalidRequest, "`contents` must be a list of contents.")
        }
        guard !list.isEmpty else {
            throw KapellError(.invalidRequest, "`contents` is empty.", remedy: "Send at least one content.")
        }
        for (at, content) in list.enumerated() {
            let place = "contents[\(at)]"
            let parts = try Self.parts(content, place)
            switch content["role"]?.stringValue ?? "user" {
            case "user", "function", "tool", "": try readUser(parts)
            case "model", "assistant": try readModel(parts)
            case "system", "developer":
                messages.append(ModelMessage(.system, parts: parts.compactMap { $0.text("text").map { .text($0) } }))
            case let role:
                throw KapellError(
                    .invalidRequest, "`\(place).role` is \"\(role.prefix(40))\".",
                    remedy: "It must be `user`, `model` or `function`.")
            }
        }
    }

    private static func parts(_ content: JSONValue, _ place: String) throws(KapellError) -> [GeminiFields] {
        let values: [JSONValue]
        switch content {
        case .string: values = [content]
        case .array(let parts): values = parts
        case .object(let object) where object.contains("parts"):
            values = try GeminiFields(object, at: place).list("parts")
        case .object(let object): values = object.contains("role") ? [] : [content]
        default: throw KapellError(.invalidRequest, "`\(place)` must be an object with `parts`.")
        }
        var parts: [GeminiFields] = []
        for (at, value) in values.enumerated() {
            let place = "\(place).parts[\(at)]"
            switch value {
            case .object(let object): parts.append(GeminiFields(object, at: place))
            case .string(let text): parts.append(GeminiFields(["text": .string(text)], at: place))
            default: throw KapellError(.invalidRequest, "`\(place)` must be an object.")
            }
        }
        return parts
    }

    // MARK: Turns

    private mutating func readUser(_ parts: [GeminiFields]) throws(KapellError) {
        var said: [ModelMessagePart] = []
        for part in parts {
            noteLosses(part)
            if let response = try part.object("functionResponse") {
                messages.append(try result(response))
            } else if let attachment = try GeminiParts.attachment(part) {
                said.append(.attachment(attachment))
            } else if let text = part.text("text") {
                said.append(.text(text))
            }
        }
        if !said.isEmpty { messages.append(ModelMessage(.user, parts: said)) }
    }

    private mutating func readModel(_ parts: [GeminiFields]) throws(KapellError) {
        var message: ModelMessage
        if let last = messages.last, last.role == .assistant {
            message = last
            messages.removeLast()
        } else {
            message = ModelMessage(.assistant, "")
        }
        for part in parts {
            noteLosses(part)
            let call = try part.object("functionCall")
            let proof = part.text("thoughtSignature").map { GeminiSignature.fromClient($0, ofCall: call != nil) }
            if let call {
                let name = call.text("name") ?? ""
                guard !name.isEmpty else { throw call.wrong("name", "a text") }
                message.toolCalls.append(
                    ModelToolCall(
                        id: ledger.call(id: call.text("id"), name: name), name: name,
                        arguments: ToolArguments.text(call["args"]), signature: proof))
                continue
            }
            let text = part.text("text") ?? ""
            if part.flag("thought") {
                think(text, proof, in: &message)
            } else {
                message.content += text
                if let proof { message.reasoning.append(ModelReasoning(text: "", signature: proof)) }
            }
            if part["inlineData"] != nil || part["fileData"] != nil {
                losses.append(DialectLoss(.dropped, part.place))
            }
        }
        messages.append(message)
    }

    private func think(_ text: String, _ proof: String?, in message: inout ModelMessage) {
        if let last = message.reasoning.indices.last, message.reasoning[last].signature == nil {
            message.reasoning[last].text += text
            message.reasoning[last].signature = proof
        } else if !text.isEmpty || proof != nil {
            message.reasoning.append(ModelReasoning(text: text, signature: proof))
        }
    }

    private mutating func result(_ response: GeminiFields) throws(KapellError) -> ModelMessage {
        let call = ledger.result(id: response.text("id"), name: response.text("name"))
        let (text, isError) = GeminiParts.resultText(response["response"])
        var parts: [ModelMessagePart] = [.text(text)]
        for (at, value) in try response.list("parts").enumerated() {
            let place = response.path("parts[\(at)]")
            if let part = value.objectValue, let file = try GeminiParts.attachment(GeminiFields(part, at: place)) {
                parts.append(.attachment(file))
            } else {
                losses.append(DialectLoss(.dropped, place))
            }
        }
        var message = ModelMessage(.tool, parts: parts, origin: .tool(name: call.name))
        message.toolCallID = call.id
        message.isError = isError
        return message
    }

    private mutating func noteLosses(_ part: GeminiFields) {
        for key in part.rest(except: Self.known).keys { losses.append(DialectLoss(.dropped, key)) }
    }

    private static let known: Set<String> = [
        "text", "thought", "thoughtSignature", "inlineData", "fileData", "functionCall", "functionResponse",
    ]
}
