/// A mark that a family's models write, and what it means.
struct ToolCallMark: Sendable, Hashable {
    enum Action: Sendable, Hashable {
        /// Says nothing by itself.
        case ignore
        /// All is passed over up to this mark.
        case skip(until: String)
        /// What follows is thought, up to this mark.
        case reasoning(until: String)
        /// A call, or a list of calls.
        case call(ToolCallSyntax)
    }

    let text: [UInt8]
    let action: Action
    /// Whether the mark counts only where nothing has been written before.
    let isAtStart: Bool

    init(_ text: String, _ action: Action, atStart: Bool = false) {
        self.text = Array(text.utf8)
        self.action = action
        isAtStart = atStart
    }
}
