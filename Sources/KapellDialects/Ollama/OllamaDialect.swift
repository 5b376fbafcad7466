public import KapellCore
public import KapellJSON

/// Ollama's chat: `POST /api/chat`, and requests to `/api/generate`.
///
/// A stream is lines of JSON; the last one has `done: true`. Answers are streamed unless `stream` is false. Arguments
/// of tool calls are whole objects. Older versions have no ids for calls: they are made when such a wire is read.
public struct OllamaDialect: Dialect {
    /// What a client called, which decides the form of its answer.
    public enum Route: Sendable, Hashable {
        /// `/api/chat`: answers hold a `message`.
        case chat
        /// `/api/generate`: answers hold a `response`.
        case generate
    }

    public var route: Route

    /// - Parameter route: only looked at where answers are written; requests and answers of both are read.
    public init(route: Route = .chat) { self.route = route }

    public var name: DialectName { .ollama }

    public func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> DialectRequest {
        try OllamaRequestReader(body, target).read()
    }

    public func encodeRequest(_ request: DialectRequest) throws(KapellError) -> EncodedRequest {
        var writer = OllamaRequestWriter(request)
        let body = try writer.body()
        return EncodedRequest(path: "api/chat", body: body, losses: writer.losses)
    }

    public func forward(_ request: DialectRequest, to model: String) -> EncodedRequest {
        var body = request.body
        body["model"] = .string(model)
        return EncodedRequest(path: body.contains("messages") ? "api/chat" : "api/generate", body: body)
    }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> [ModelEvent] {
        guard body.contains("message") || body.contains("response") || body.contains("error") else {
            throw .unreadableAnswer("it has no message")
        }
        var reader = OllamaAnswerReader()
        // A whole answer is done, whether it says so or not.
        let events = try reader.read(body, isWhole: true)
        return events + (try reader.finish())
    }

    public func encodeResponse(_ response: ModelResponse, of answer: DialectAnswer) -> JSONObject {
        OllamaAnswerWriter(answer, route).whole(response)
    }

    public func eventEncoder(of answer: DialectAnswer) -> any DialectEventEncoder {
        OllamaEventEncoder(OllamaAnswerWriter(answer, route))
    }

    public func eventDecoder() -> any DialectEventDecoder { OllamaEventDecoder() }

    public func encodeError(_ error: KapellError) -> DialectError {
        var headers: [String: String] = [:]
        if let wait = error.retryAfter { headers["retry-after"] = RetryAfter.headerValue(wait) }
        return DialectError(
            status: OpenAIErrors.status(of: error), body: ["error": .string(OpenAIErrors.message(of: error))],
            headers: headers)
    }

    public func decodeError(status: Int, headers: [String: String], body: [UInt8]) -> KapellError {
        var error = OpenAIErrors.decoded(status: status, headers: headers, body: body)
        if error.message.contains("does not support") { error.code = .unsupported }
        return error
    }
}
