import KapellCore
import KapellJSON

/// Messages of one role, read from blocks: each ends where a mark of a prompt cache stands, so that all marks are kept.
struct MarkedMessages {
    let role: ModelMessage.Role
    private(set) var messages: [ModelMessage] = []
    private var parts: [ModelMessagePart] = []

    init(_ role: ModelMessage.Role) { self.role = role }

    /// Whether nothing was said yet.
    var isEmpty: Bool { messages.isEmpty && parts.isEmpty }

    mutating func add(_ part: ModelMessagePart) { parts.append(part) }

    /// Marks what was added since the last mark; false where that is nothing.
    @discardableResult
    mutating func mark(_ mark: ModelCacheMark) -> Bool {
        guard !parts.isEmpty else { return false }
        close(mark)
        return true
    }

    /// All messages, the one that no mark ends included.
    mutating func finish() -> [ModelMessage] {
        if !parts.isEmpty { close(nil) }
        return messages
    }

    private mutating func close(_ mark: ModelCacheMark?) {
        var message = ModelMessage(role, parts: parts)
        message.cacheMark = mark
        messages.append(message)
        parts = []
    }
}

/// A user's turn, read from blocks: results of tools come first, then what was said.
struct UserBlocks {
    private(set) var losses: [DialectLoss] = []
    private var results: [ModelMessage] = []
    private var spoken = MarkedMessages(.user)

    mutating func add(_ part: ModelMessagePart) { spoken.add(part) }

    mutating func add(result: ModelMessage, at place: String) {
        if !spoken.isEmpty { losses.append(DialectLoss(.approximated, place)) }
        results.append(result)
    }

    /// Marks what came last.
    mutating func mark(_ mark: ModelCacheMark) {
        guard !spoken.mark(mark), spoken.isEmpty, let last = results.indices.last else { return }
        results[last].cacheMark = mark
    }

    mutating func finish() -> [ModelMessage] { results + spoken.finish() }
}

/// An assistant's turn, read from blocks: thoughts, text and calls, in this order; where thoughts follow text, a message
/// of their own keeps the order.
struct AssistantBlocks {
    private(set) var losses: [DialectLoss] = []
    private var messages: [ModelMessage] = []
    private var reasoning: [ModelReasoning] = []
    private var parts: [ModelMessagePart] = []
    private var calls: [ModelToolCall] = []
    private var mark: ModelCacheMark?

    mutating func add(_ thought: ModelReasoning, at place: String) {
        if !calls.isEmpty {
            losses.append(DialectLoss(.approximated, place))
        } else if !parts.isEmpty {
            close()
        }
        reasoning.append(thought)
    }

    mutating func add(_ part: ModelMessagePart, at place: String) {
        if !calls.isEmpty { losses.append(DialectLoss(.approximated, place)) }
        parts.append(part)
    }

    mutating func add(_ call: ModelToolCall) { calls.append(call) }

    /// - Parameter isLast: whether no block follows; the mark of another one moves to the end.
    mutating func mark(_ mark: ModelCacheMark, isLast: Bool, at place: String) {
        self.mark = mark
        if !isLast { losses.append(DialectLoss(.approximated, place)) }
    }

    mutating func finish() -> [ModelMessage] {
        close()
        return messages
    }

    private mutating func close() {
        var message = ModelMessage(.assistant, parts: parts)
        message.reasoning = reasoning
        message.toolCalls = calls
        message.cacheMark = mark
        messages.append(message)
        (reasoning, parts, calls, mark) = ([], [], [], nil)
    }
}

extension JSONObject {
    /// What a block of search results says, as one text: its title, its source, its contents.
    var searchResultText: String {
        let texts = (self["content"]?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }
        let head = [self["title"]?.stringValue, self["source"]?.stringValue].compactMap { $0 }
        return (head + texts).joined(separator: "\n")
    }
}
