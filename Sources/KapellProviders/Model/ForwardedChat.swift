import KapellDialects
import KapellJSON

/// A client's request in OpenAI's chat dialect, made ready for a server that understands less of it than OpenAI's.
enum ForwardedChat {
    static func adapt(_ call: inout ProviderCall, _ options: OpenAIChatOptions) {
        guard call.dialect == .openAIChat else { return }
        if options.tokenLimit == .maxTokens, let limit = call.body["max_completion_tokens"] {
            call.body["max_completion_tokens"] = nil
            call.body["max_tokens"] = limit
        }
        if options.systemRole == .system { renameDevelopers(&call.body) }
        guard call.streams else { return }
        if options.understandsStreamOptions {
            var stream = call.body["stream_options"]?.objectValue ?? [:]
            stream["include_usage"] = true
            call.body["stream_options"] = .object(stream)
        } else {
            call.body["stream_options"] = nil
        }
    }

    private static func renameDevelopers(_ body: inout JSONObject) {
        guard var messages = body["messages"]?.arrayValue else { return }
        var isChanged = false
        for index in messages.indices {
            guard var message = messages[index].objectValue, message["role"]?.stringValue == "developer" else {
                continue
            }
            message["role"] = "system"
            messages[index] = .object(message)
            isChanged = true
        }
        if isChanged { body["messages"] = .array(messages) }
    }
}
