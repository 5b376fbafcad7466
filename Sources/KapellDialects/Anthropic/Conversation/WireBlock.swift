package import KapellCore
package import KapellJSON

/// A block of a message as a dialect writes it.
package struct WireBlock: Sendable {
    package var object: JSONObject
    /// Whether a prompt cache should keep everything up to here.
    package var mark: ModelCacheMark?
    /// Whether a mark may stand here; not so on blocks of reasoning.
    package var takesMark = true
    /// The message that it belongs to, such as `messages[2]`.
    package var field: String
}

/// What one side says before the other speaks again.
package struct WireTurn: Sendable {
    package enum Role: String, Sendable {
        case user
        case assistant
        case system
    }

    package var role: Role
    /// Of a user: results of tools, which stand before everything else.
    package var results: [WireBlock] = []
    package var blocks: [WireBlock] = []

    package init(_ role: Role) { self.role = role }

    /// All blocks in the order of the wire.
    package var all: [WireBlock] { results + blocks }
}

/// How a dialect whose messages are made of blocks writes each of them.
package protocol WireBlockWriter {
    /// The greatest length of the id of a tool call, and which bytes it may hold beside letters, digits, `_` and `-`.
    var callIDs: (limit: Int, extra: String) { get }
    /// Whether a conversation must begin with the user.
    var beginsWithUser: Bool { get }
    /// Whether the model takes instructions between turns.
    var takesSystemTurns: Bool { get }

    func text(_ text: String) -> JSONObject
    func attachment(_ attachment: ModelAttachment, at field: String) throws(KapellError) -> JSONObject
    /// `nil` where the dialect cannot say it.
    func reasoning(_ reasoning: ModelReasoning) -> JSONObject?
    func call(_ call: ModelToolCall, id: String, input: JSONObject) -> JSONObject
    func result(id: String, content: [JSONObject], isError: Bool) -> JSONObject
}
