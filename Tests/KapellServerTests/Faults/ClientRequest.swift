import KapellDialects
import KapellJSON

/// A request as a client of a dialect sends it.
struct ClientRequest: Sendable {
    var dialect: DialectName
    var model: String
    var streams: Bool
    /// Set or replaced in the body.
    var extra: JSONObject = [:]

    var path: String {
        switch dialect {
        case .openAIChat: "/v1/chat/completions"
        case .openAIResponses: "/v1/responses"
        case .anthropic: "/v1/messages"
        case .gemini: "/v1beta/models/\(model):\(streams ? "streamGenerateContent?alt=sse" : "generateContent")"
        case .bedrockConverse: "/model/\(model)/\(streams ? "converse-stream" : "converse")"
        case .bedrockInvoke: "/model/\(model)/\(streams ? "invoke-with-response-stream" : "invoke")"
        case .cohere: "/v2/chat"
        case .ollama: "/api/chat"
        }
    }

    var body: JSONObject {
        let said: JSONValue = "Say hello."
        let message: JSONValue = ["role": "user", "content": said]
        var body: JSONObject =
            switch dialect {
            case .openAIChat: ["messages": [message], "max_completion_tokens": 64]
            case .openAIResponses: ["input": said]
            case .anthropic: ["messages": [message], "max_tokens": 64]
            case .gemini: ["contents": [["role": "user", "parts": [["text": said]]]]]
            case .bedrockConverse: ["messages": [["role": "user", "content": [["text": said]]]]]
            case .bedrockInvoke: ["anthropic_version": "bedrock-2023-05-31", "max_tokens": 64, "messages": [message]]
            case .cohere, .ollama: ["messages": [message]]
            }
        switch dialect {
        case .gemini, .bedrockConverse, .bedrockInvoke: break
        default:
            body["model"] = .string(model)
            body["stream"] = .bool(streams)
        }
        if dialect == .openAIChat, streams { body["stream_options"] = ["include_usage": true] }
        for (key, value) in extra { body[key] = value }
        return body
    }

    /// All of it, as it goes over the wire.
    func bytes(port: Int, headers: [(String, String)] = [], body: [UInt8]? = nil) -> [UInt8] {
        let body = body ?? JSONValue.object(self.body).serializedBytes()
        var head = "POST \(path) HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\ncontent-length: \(body.count)\r\n"
        let fields = headers.isEmpty ? [("content-type", "application/json")] : headers
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        return Array("\(head)\r\n".utf8) + body
    }

    func send(to port: Int, headers: [(String, String)] = [], body: [UInt8]? = nil) async throws -> WireResponse? {
        let connection = try await WireConnection.open(port)
        try await connection.send(bytes(port: port, headers: headers, body: body))
        let response = await connection.response()
        connection.close()
        return response
    }
}
