import KapellCore
import KapellJSON

/// Tools in words, for models whose templates know none. The form of a call is that of ``ToolCallForm/hermes``.
enum ChatTools {
    static func description(of tools: [ModelTool]) -> String {
        let list = tools.map { ChatConversation.value(of: $0).serialized() }.joined(separator: "\n")
        return """
            You can call tools. Each line here is one, with the JSON Schema of its arguments:
            <tools>
            \(list)
            </tools>
            To call one, write its name and its arguments as JSON between these marks, and wait for the result:
            <tool_call>
            {"name": "the tool's name", "arguments": {"an argument's name": "its value"}}
            </tool_call>
            """
    }

    static func text(of call: ModelToolCall) -> String {
        let arguments = call.arguments.isEmpty ? "{}" : call.arguments
        return """
            <tool_call>
            {"name": \(JSONValue.string(call.name).serialized()), "arguments": \(arguments)}
            </tool_call>
            """
    }

    static func text(ofResult result: String) -> String {
        """
        <tool_response>
        \(result)
        </tool_response>
        """
    }
}
