import KapellCore
import KapellJSON

/// Makes messages of entries, one entry after the other, so that no provider refuses them:
///
/// - the results of a step's calls follow the calls at once, one for each, in the order of the calls; a call without a
///   result is answered as cancelled, a result without a call is left out;
/// - the ids of calls are letters, digits, `_` and `-`, and stand once in the whole conversation;
/// - the first message that is not of the system is a user's; no message is empty.
///
/// Sources: the guides to tool use of OpenAI (chat completions) and Anthropic (messages).
struct HistoryRenderer: Sendable {
    /// Whether the model keeps to a schema by itself, so that prompts need not carry it.
    let isGuided: Bool
    private(set) var messages: [ModelMessage] = []
    private var reasoning: [ModelReasoning] = []
    private var open: [OpenCall] = []
    private var usedIDs: Set<String> = []
    private var hasTurn = false

    private struct OpenCall: Sendable {
        /// As in the transcript.
        var id: String
        /// As in the messages.
        var name: String
        var rendered: String
        var result: ModelMessage?
    }

    init(isGuided: Bool) { self.isGuided = isGuided }

    /// Whether calls wait for results.
    var isOpen: Bool { !open.isEmpty }

    mutating func append(_ entry: Transcript.Entry) {
        if case .toolOutput(let output) = entry { return append(output) }
        closeCalls()
        switch entry {
        case .instructions(let entry):
            var message = ModelMessage(.system, entry.segments.plainText)
            message.attachments = entry.segments.modelAttachments
            if !message.content.isBlank || !message.attachments.isEmpty { messages.append(message) }
        case .prompt(let entry):
            reasoning = []
            append(entry)
        case .reasoning(let entry):
            let signature = entry.signature.map { String(decoding: $0, as: UTF8.self) }
            if signature != nil || !entry.segments.isEmpty {
                reasoning.append(ModelReasoning(text: entry.segments.text, signature: signature))
            }
        case .toolCalls(let entry): append(entry)
        case .response(let entry): assistant(entry.segments.text, calls: [])
        case .toolOutput: break
        }
    }

    /// Answers what waits for a result. Nothing is added to a conversation before.
    mutating func closeCalls() {
        guard !open.isEmpty else { return }
        let calls = open
        open = []
        for call in calls {
            messages.append(
                call.result
                    ?? .toolResult(
                        callID: call.rendered, name: call.name, "The call was cancelled: it has no result.",
                        isError: true))
        }
    }

    private mutating func append(_ entry: Transcript.Prompt) {
        var text = entry.segments.plainText
        if let format = entry.responseFormat, !isGuided || entry.contextOptions.includeSchemaInPrompt == true {
            text += Self.schemaRequest(format.schema)
        }
        let attachments = entry.segments.modelAttachments
        if text.isBlank, attachments.isEmpty { text = "(The prompt is empty.)" }
        var message = ModelMessage(.user, text)
        message.attachments = attachments
        messages.append(message)
        hasTurn = true
    }

    private mutating func append(_ entry: Transcript.ToolCalls) {
        guard !entry.calls.isEmpty else { return }
        let calls = entry.calls.map { call -> ModelToolCall in
            let id = freshID(call.id)
            let name = Self.plainName(call.toolName)
            open.append(OpenCall(id: call.id, name: name, rendered: id))
            return ModelToolCall(
                id: id, name: name, arguments: Self.arguments(of: call),
                signature: call.metadata[BackendModelKeys.signature].flatMap { try? $0.value(String.self) })
        }
        assistant("", calls: calls)
    }

    private mutating func append(_ output: Transcript.ToolOutput) {
        guard let place = open.firstIndex(where: { $0.id == output.id && $0.result == nil }) else { return }
        let text = output.segments.plainText
        let attachments = output.segments.modelAttachments
        var message = ModelMessage.toolResult(
            callID: open[place].rendered, name: open[place].name,
            text.isEmpty && attachments.isEmpty ? "(The tool gave no output.)" : text)
        message.attachments = attachments
        open[place].result = message
        if open.allSatisfy({ $0.result != nil }) { closeCalls() }
    }

    /// Text and calls of one step are one message.
    private mutating func assistant(_ text: String, calls: [ModelToolCall]) {
        guard !text.isBlank || !calls.isEmpty else { return }
        if !hasTurn {
            messages.append(ModelMessage(.user, "(What came before is not shown.)"))
            hasTurn = true
        }
        if reasoning.isEmpty, let last = messages.indices.last, messages[last].role == .assistant,
            messages[last].toolCalls.isEmpty
        {
            if !text.isEmpty { messages[last].content += (messages[last].content.isEmpty ? "" : "\n") + text }
            messages[last].toolCalls = calls
        } else {
            messages.append(.assistant(text, reasoning: reasoning, toolCalls: calls))
        }
        reasoning = []
    }

    /// The id, where it is of the right form and new; otherwise another.
    private mutating func freshID(_ id: String) -> String {
        if id.isPlainName, usedIDs.insert(id).inserted { return id }
        var number = usedIDs.count
        while !usedIDs.insert("call_\(number)").inserted { number += 1 }
        return "call_\(number)"
    }

    private static func arguments(of call: Transcript.ToolCall) -> String {
        call.arguments.jsonValue.objectValue == nil ? "{}" : call.arguments.jsonString
    }

    /// A name that providers take, also of a tool that the model has made up.
    private static func plainName(_ name: String) -> String {
        if name.isPlainName { return name }
        let bytes = name.utf8.prefix(64).map { $0.isPlainNameByte ? $0 : UInt8(ascii: "_") }
        return bytes.isEmpty ? "unknown" : String(decoding: bytes, as: UTF8.self)
    }

    static func schemaRequest(_ schema: GenerationSchema) -> String {
        """


        Answer with nothing but JSON that satisfies this JSON Schema, properties in the order of the schema:
        \(schema.json.serialized())
        """
    }
}
