/// One message of a conversation.
public struct ModelMessage: Sendable, Hashable {
    public enum Role: String, Sendable, Hashable {
        case system
        case user
        case assistant
    }

    public var role: Role
    public var content: String
    public var origin: Origin

    /// - Parameter origin: `nil` takes the role's own: developer for system, user for user, model for assistant.
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
                }
            }()
    }
}
