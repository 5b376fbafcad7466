package import KapellDialects

/// Which dialect a path belongs to, and what the path itself says of a request.
package struct GatewayPath: Hashable {
    package var dialect: DialectName
    package var model: String?
    package var streams: Bool?

    /// - Parameter path: as it came, still percent-encoded. `nil` where it is no path of a chat.
    package init?(_ path: String) {
        if let dialect = Self.common(path) {
            self.init(dialect)
            return
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        switch parts.first {
        case "v1": self.init(version: path, parts.dropFirst())
        case "v1beta": self.init(gemini: path)
        case "model": self.init(bedrock: parts.dropFirst())
        case "v2" where parts.count == 2 && parts[1] == "chat": self.init(.cohere)
        case "api" where parts.count == 2 && (parts[1] == "chat" || parts[1] == "generate"): self.init(.ollama)
        default: return nil
        }
    }

    private init(_ dialect: DialectName) { self.dialect = dialect }

    /// Of most requests, whose paths need no closer look.
    private static func common(_ path: String) -> DialectName? {
        switch path {
        case "/v1/chat/completions": .openAIChat
        case "/v1/messages": .anthropic
        case "/v1/responses": .openAIResponses
        default: nil
        }
    }

    private init?(version path: String, _ parts: ArraySlice<Substring>) {
        switch parts.joined(separator: "/") {
        case "chat/completions": self.init(.openAIChat)
        case "responses": self.init(.openAIResponses)
        case "messages": self.init(.anthropic)
        default: self.init(gemini: path)
        }
    }

    private init?(gemini path: String) {
        guard let call = GatewayPath.modelCall(path) else { return nil }
        switch call.action {
        case "generateContent": streams = false
        case "streamGenerateContent": streams = true
        default: return nil
        }
        dialect = .gemini
        model = call.model
    }

    /// What a path of Gemini's asks of which model: `/v1beta/models/{model}:{action}`, also with an escaped colon.
    static func modelCall(_ path: String) -> (model: String, action: Substring)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard parts.count > 2, parts[0] == "v1" || parts[0] == "v1beta", parts[1] == "models" else { return nil }
        let call = unescaped(parts[2...].joined(separator: "/"))
        guard let colon = call.lastIndex(of: ":") else { return nil }
        return (String(call[..<colon]), call[call.index(after: colon)...])
    }

    /// `{model}/converse` and its like. A model's name may hold slashes that were not escaped.
    private init?(bedrock parts: ArraySlice<Substring>) {
        guard let action = parts.last, parts.count > 1 else { return nil }
        switch action {
        case "converse": (dialect, streams) = (.bedrockConverse, false)
        case "converse-stream": (dialect, streams) = (.bedrockConverse, true)
        case "invoke": (dialect, streams) = (.bedrockInvoke, false)
        case "invoke-with-response-stream": (dialect, streams) = (.bedrockInvoke, true)
        default: return nil
        }
        model = GatewayPath.unescaped(parts.dropLast().joined(separator: "/"))
    }

    /// What `%XX` stands for; a `%` without two digits stays.
    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
