package import KapellCore
import KapellJSON

/// A conversation in turns, for dialects whose messages are made of blocks: neighbours of one role are one turn, results
/// of tools come first in theirs, and instructions at the beginning stand apart.
package struct WireConversation<Writer: WireBlockWriter> {
    package private(set) var system: [WireBlock] = []
    package private(set) var turns: [WireTurn] = []
    package private(set) var losses: [DialectLoss] = []

    private let writer: Writer
    private var ids: ToolCallIDs

    /// - Throws: `unsupported` for an attachment that the dialect cannot carry; `invalidRequest` where nobody says
    ///   anything.
    package init(_ messages: [ModelMessage], writer: Writer) throws(KapellError) {
        self.writer = writer
        ids = ToolCallIDs(limit: writer.callIDs.limit, extra: writer.callIDs.extra)
        for (index, message) in messages.enumerated() {
            let field = "messages[\(index)]"
            switch message.role {
            case .system: try add(system: message, field, next: messages[(index + 1)...].first { $0.role != .system })
            case .user: try add(user: message, field)
            case .assistant: add(assistant: message, field)
            case .tool: try add(result: message, field)
            }
        }
        try completeBeginning()
    }

    package mutating func applyCachePlan(tools: inout [WireBlock]) {
        losses += CachePlan.apply(to: &tools, &system, &turns)
    }

    private mutating func completeBeginning() throws(KapellError) {
        if turns.isEmpty {
            guard let last = system.popLast() else {
                throw KapellError(.invalidRequest, "`messages` says nothing.", remedy: "Send a message of a user.")
            }
            turns.append(WireTurn(.user))
            turns[0].blocks.append(last)
            losses.append(DialectLoss(.approximated, last.field))
        } else if writer.beginsWithUser, turns[0].role == .assistant, let field = turns[0].all.first?.field {
            var opening = WireTurn(.user)
            opening.blocks.append(WireBlock(object: writer.text("Hello."), field: field))
            turns.insert(opening, at: 0)
            losses.append(DialectLoss(.approximated, field))
        }
    }

    /// Texts of white space only are refused by the APIs; they say nothing.
    private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

    /// Adds what one message says to the turn of `role`.
    private mutating func add(
        _ blocks: [WireBlock], to role: WireTurn.Role, asResults: Bool = false, mark: ModelCacheMark?, _ field: String
    ) {
        var blocks = blocks
        if let mark {
            if let place = blocks.lastIndex(where: \.takesMark) {
                blocks[place].mark = mark
            } else {
                losses.append(DialectLoss(.dropped, "\(field).cache_control"))
            }
        }
        guard !blocks.isEmpty else { return }
        if turns.last?.role != role { turns.append(WireTurn(role)) }
        if asResults {
            turns[turns.count - 1].results += blocks
        } else {
            turns[turns.count - 1].blocks += blocks
        }
    }

    private mutating func add(
        system message: ModelMessage, _ field: String, next: ModelMessage?
    ) throws(KapellError) {
        guard message.attachments.isEmpty else {
            throw KapellError(
                .unsupported, "An instruction in `\(field)` holds an image or a file.",
                remedy: "Put it into a message of the user.")
        }
        let texts = message.parts.compactMap { part -> String? in
            guard case .text(let text) = part, !Self.isBlank(text) else { return nil }
            return text
        }
        var blocks = texts.map { WireBlock(object: writer.text($0), field: field) }
        guard !turns.isEmpty else {
            if !blocks.isEmpty { blocks[blocks.count - 1].mark = message.cacheMark }
            system += blocks
            return
        }
        // Between turns: after the user, and before the assistant or at the end.
        let isPlaced = turns.last?.role != .assistant && (next == nil || next?.role == .assistant)
        if writer.takesSystemTurns, isPlaced {
            return add(blocks, to: .system, mark: message.cacheMark, field)
        }
        for (place, text) in texts.enumerated() { blocks[place].object = writer.text("<system>\n\(text)\n</system>") }
        add(blocks, to: .user, mark: message.cacheMark, field)
        losses.append(DialectLoss(.approximated, field))
    }

    private mutating func add(user message: ModelMessage, _ field: String) throws(KapellError) {
        let blocks = try content(of: message, field).map { WireBlock(object: $0, field: field) }
        add(blocks, to: .user, mark: message.cacheMark, field)
    }

    private mutating func add(result message: ModelMessage, _ field: String) throws(KapellError) {
        let id = ids.answered(message.toolCallID ?? "")
        let object = writer.result(id: id, content: try content(of: message, field), isError: message.isError)
        let block = WireBlock(object: object, field: field)
        add([block], to: .user, asResults: true, mark: message.cacheMark, field)
    }

    private func content(of message: ModelMessage, _ field: String) throws(KapellError) -> [JSONObject] {
        var blocks: [JSONObject] = []
        for part in message.parts {
            switch part {
            case .text(let text): if !Self.isBlank(text) { blocks.append(writer.text(text)) }
            case .attachment(let attachment): blocks.append(try writer.attachment(attachment, at: field))
            }
        }
        return blocks
    }

    private mutating func add(assistant message: ModelMessage, _ field: String) {
        var blocks: [WireBlock] = []
        for (index, reasoning) in message.reasoning.enumerated() {
            if let object = writer.reasoning(reasoning) {
                blocks.append(WireBlock(object: object, takesMark: false, field: field))
            } else {
                losses.append(DialectLoss(.dropped, "\(field).reasoning[\(index)]"))
            }
        }
        for part in message.parts {
            switch part {
            case .text(let text):
                if !Self.isBlank(text) { blocks.append(WireBlock(object: writer.text(text), field: field)) }
            case .attachment: losses.append(DialectLoss(.dropped, "\(field).attachments"))
            }
        }
        for (index, call) in message.toolCalls.enumerated() {
            let place = "\(field).tool_calls[\(index)]"
            let (input, isExact) = ToolArguments.anyObject(call.arguments)
            if !isExact { losses.append(DialectLoss(.approximated, "\(place).arguments")) }
            if call.signature != nil { losses.append(DialectLoss(.dropped, "\(place).signature")) }
            let object = writer.call(call, id: ids.asked(call.id), input: input)
            blocks.append(WireBlock(object: object, field: field))
        }
        add(blocks, to: .assistant, mark: message.cacheMark, field)
    }
}
