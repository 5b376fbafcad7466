import KapellCore
import KapellJSON

/// Tools in words, for models whose templates know none.
enum ChatTools {
    static func description(of tools: [ModelTool], in form: ToolCallForm) -> String {
        let list = tools.map { ChatConversation.value(of: $0).serialized() }.joined(separator: "\n")
        let before = JinjaText.replace(form.layout.before, "%", "the tool's name", limit: -1)
        let example = before + #"{"an argument's name": "its value"}"# + form.layout.after
        return """
            You can call tools. Each line here is one, with the JSON Schema of its arguments:
            <tools>
            \(list)
            </tools>
            To call one, write its name and its arguments in this form, and wait for the result:
            \(example)
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
