/// What a chat template can show, found out by rendering small conversations.
public struct ChatAbilities: Sendable, Hashable {
    /// How the arguments of a call are passed.
    public enum Arguments: String, Sendable, Hashable {
        /// As a mapping.
        case object
        /// As JSON text.
        case text
    }

    /// Messages of the role `system`. Else their text goes before the next message of the user.
    public var system = true
    /// Tools that may be called. Else they are described in a system text.
    public var tools = false
    /// Calls that the assistant has made.
    public var calls = false
    /// Results of tools. Else they are shown as the user's.
    public var results = false
    /// More than one call in a message.
    public var parallelCalls = false
    public var arguments = Arguments.object
    /// Whether content must be a list of parts.
    public var needsParts = false
    /// Whether user and assistant must take turns. Neighbours of one role are joined then.
    public var needsTurns = false
    /// Whether ids of calls must be nine letters and digits. Others are replaced then.
    public var needsShortIDs = false
    /// Whether the content of a message with calls must be none where it is empty.
    public var needsNoContent = false
    /// The key under which thoughts are shown; `nil` where they are not.
    public var reasoningKey: String?

    public init() {}
}
