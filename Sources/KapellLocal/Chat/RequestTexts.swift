package import KapellCore
import KapellJSON

/// The texts of a request that its prompt may show: the one list of them, for those that look for something in all of
/// them and for those that change them.
package struct RequestTexts {
    package var messages: [ModelMessage]
    package var tools: [ModelTool]

    package init(_ request: ModelRequest) {
        messages = request.messages
        tools = request.tools
    }

    /// The same with each text changed.
    package func mapped(_ change: (String) -> String) -> RequestTexts {
        var texts = self
        for index in texts.messages.indices { Self.map(&texts.messages[index], change) }
        for index in texts.tools.indices {
            texts.tools[index].name = change(texts.tools[index].name)
            texts.tools[index].description = change(texts.tools[index].description)
            texts.tools[index].parameters = Self.mapped(texts.tools[index].parameters, change)
        }
        return texts
    }

    private static func map(_ message: inout ModelMessage, _ change: (String) -> String) {
        message.content = change(message.content)
        for index in message.toolCalls.indices {
            message.toolCalls[index].name = change(message.toolCalls[index].name)
            message.toolCalls[index].arguments = arguments(message.toolCalls[index].arguments, change)
            message.toolCalls[index].id = change(message.toolCalls[index].id)
        }
        message.toolCallID = message.toolCallID.map(change)
        if case .tool(let name) = message.origin { message.origin = .tool(name: change(name)) }
        for index in message.reasoning.indices {
            message.reasoning[index].text = change(message.reasoning[index].text)
        }
    }

    /// Arguments are JSON as text. Templates may show what their texts stand for, without the escapes.
    private static func arguments(_ text: String, _ change: (String) -> String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")), let value = try? JSONValue(parsing: text) else {
            return change(text)
        }
        let inner = mapped(value, change)
        return change(inner == value ? text : inner.serialized())
    }

    private static func mapped(_ value: JSONValue, _ change: (String) -> String) -> JSONValue {
        switch value {
        case .string(let text): .string(change(text))
        case .array(let values): .array(values.map { mapped($0, change) })
        case .object(let object):
            .object(object.reduce(into: JSONObject()) { $0[change($1.0)] = mapped($1.1, change) })
        default: value
        }
    }
}
