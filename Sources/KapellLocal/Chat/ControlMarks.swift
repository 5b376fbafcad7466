import KapellCore
import KapellJSON

/// The texts of a model's control tokens, and how they are kept from meaning anything where others wrote them.
///
/// A mark that no text has is put into each, and taken out again when the prompt is cut into tokens: what stands on its
/// two sides is never read as one.
struct ControlMarks: Sendable {
    /// By their first byte; the longest first.
    private let texts: [UInt8: [[UInt8]]]

    init(_ vocabulary: Vocabulary) {
        let all = vocabulary.controlTexts.map { Array($0.utf8) }.filter { $0.count > 1 }
        texts = Dictionary(grouping: all) { $0[0] }.mapValues { $0.sorted { $0.count > $1.count } }
    }

    /// Unicode keeps these for use inside of programs.
    private static let candidates = (0xFDD0...0xFDEF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init)

    /// A scalar that the request does not have.
    func mark(for request: ModelRequest) throws(KapellError) -> Unicode.Scalar {
        let all =
            request.messages.flatMap { message in
                [message.content] + message.toolCalls.flatMap { [$0.name, $0.arguments, $0.id] }
            } + request.tools.flatMap { [$0.name, $0.description, $0.parameters.serialized()] }
        for candidate in Self.candidates {
            let bytes = Array(String(Character(candidate)).utf8)
            if !all.contains(where: { Array($0.utf8).contains(bytes) }) { return candidate }
        }
        throw KapellError(.invalidRequest, "The messages have characters that Unicode forbids in texts.")
    }

    func guarded(_ request: ModelRequest, _ mark: Unicode.Scalar) -> (messages: [ModelMessage], tools: [ModelTool]) {
        guard !texts.isEmpty else { return (request.messages, request.tools) }
        let messages = request.messages.map { message in
            var message = message
            message.content = guarded(message.content, mark)
            for index in message.toolCalls.indices {
                message.toolCalls[index].name = guarded(message.toolCalls[index].name, mark)
                message.toolCalls[index].arguments = guarded(message.toolCalls[index].arguments, mark)
                message.toolCalls[index].id = guarded(message.toolCalls[index].id, mark)
            }
            message.toolCallID = message.toolCallID.map { guarded($0, mark) }
            if case .tool(let name) = message.origin { message.origin = .tool(name: guarded(name, mark)) }
            for index in message.reasoning.indices {
                message.reasoning[index].text = guarded(message.reasoning[index].text, mark)
            }
            return message
        }
        let tools = request.tools.map { tool in
            var tool = tool
            tool.name = guarded(tool.name, mark)
            tool.description = guarded(tool.description, mark)
            tool.parameters = guarded(tool.parameters, mark)
            return tool
        }
        return (messages, tools)
    }

    private func guarded(_ value: JSONValue, _ mark: Unicode.Scalar) -> JSONValue {
        switch value {
        case .string(let text): .string(guarded(text, mark))
        case .array(let values): .array(values.map { guarded($0, mark) })
        case .object(let object):
            .object(
                object.reduce(into: JSONObject()) { $0[guarded($1.0, mark)] = guarded($1.1, mark) })
        default: value
        }
    }

    /// The text with `mark` behind the first byte of each control token in it.
    func guarded(_ text: String, _ mark: Unicode.Scalar) -> String {
        var bytes: [UInt8] = []
        var isChanged = false
        let source = Array(text.utf8)
        let own = Array(String(Character(mark)).utf8)
        for (place, byte) in source.enumerated() {
            bytes.append(byte)
            guard let marks = texts[byte],
                marks.contains(where: { source[place...].starts(with: $0) })
            else { continue }
            bytes += own
            isChanged = true
        }
        return isChanged ? String(decoding: bytes, as: UTF8.self) : text
    }
}

extension [UInt8] {
    /// Whether `other` is a part of it.
    fileprivate func contains(_ other: [UInt8]) -> Bool {
        guard let first = other.first, count >= other.count else { return false }
        return indices.contains { self[$0] == first && self[$0...].starts(with: other) }
    }
}
