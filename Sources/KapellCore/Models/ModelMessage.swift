/// One message of a conversation.
public struct ModelMessage: Sendable, Hashable {
    public enum Role: String, Sendable, Hashable {
        case system
        case user
        case assistant
        /// The result of a tool call; ``ModelMessage/toolCallID`` says of which.
        case tool
    }

    public var role: Role
    public var content: String
    public var origin: Origin
    /// Of an assistant: what it thought before `content`, to be given back as it came.
    public var reasoning: [ModelReasoning] = []
    /// Of an assistant: the calls that follow `content`. Each is answered by one message of the role ``Role/tool``
    /// right after this one.
    public var toolCalls: [ModelToolCall] = []
    /// Of a tool: the call that this message answers.
    public var toolCallID: String?
    /// Of a tool: whether the call failed.
    public var isError = false
    /// Of a user or a tool: images and files, which follow `content` where ``parts`` say nothing else.
    public var attachments: [ModelAttachment] = []
    /// Where `content` and `attachments` were cut into parts; see ``parts``.
    var layout: [Layout] = []
    /// Whether a provider that caches prompts should keep everything up to the end of this message.
    public var cacheMark: ModelCacheMark?

    /// - Parameter origin: `nil` takes the role's own: developer for system, user for user, model for assistant, tool
    ///   for tool.
    public init(_ role: Role, _ content: String, origin: Origin? = nil) {
        self.role = role
        self.content = content
        self.origin =
            origin
            ?? {
                switch role {
                case .system: .developer
                case .user: .user
                case .assistant: .model(id: "")
                case .tool: .tool(name: "")
                }
            }()
    }

    /// What an assistant wrote: thoughts, text and calls, in this order.
    public static func assistant(
        _ content: String, reasoning: [ModelReasoning] = [], toolCalls: [ModelToolCall] = [], origin: Origin? = nil
    ) -> ModelMessage {
        var message = ModelMessage(.assistant, content, origin: origin)
        message.reasoning = reasoning
        message.toolCalls = toolCalls
        return message
    }

    /// The result of the call `callID` of the tool `name`.
    public static func toolResult(
        callID: String, name: String, _ content: String, isError: Bool = false
    ) -> ModelMessage {
        var message = ModelMessage(.tool, content, origin: .tool(name: name))
        message.toolCallID = callID
        message.isError = isError
        return message
    }
}
