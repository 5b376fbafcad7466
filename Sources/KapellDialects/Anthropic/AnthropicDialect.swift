public import KapellCore
public import KapellJSON

/// Anthropic's Messages API.
///
/// Source: the types of the official Python client, version 2.12, and the pages of the API.
public struct AnthropicDialect: Dialect {
    /// The version that a request gets which came in another dialect. It is the one that still takes temperature, top_p
    /// and top_k; a client's own version is always sent on.
    public static let defaultVersion = "2023-06-01"
    static let path = "v1/messages"

    public var name: DialectName { .anthropic }

    public init() {}

    public func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> DialectRequest {
        var request = try AnthropicRequestReader(
            dialect: name, model: try body.required("model"), streams: try body.flag("stream")
        ).read(body)
        for field in ["anthropic-version", "anthropic-beta"] { request.headers[field] = target.headers[field] }
        return request
    }

    public func encodeResponse(_ response: ModelResponse, of answer: DialectAnswer) -> JSONObject {
        AnthropicAnswer.body(response, of: answer)
    }

    public func eventEncoder(of answer: DialectAnswer) -> any DialectEventEncoder {
        AnthropicEventEncoder(answer, framing: .serverSentEvents)
    }

    public func encodeError(_ error: KapellError) -> DialectError { AnthropicErrors.encode(error) }

    public func encodeRequest(_ request: DialectRequest) throws(KapellError) -> EncodedRequest {
        var writer = AnthropicRequestWriter(dialect: name)
        var body: JSONObject = ["model": .string(request.model)]
        body.merge(try writer.body(of: request))
        if request.streams { body["stream"] = true }
        body.merge(request.request.extras)
        return EncodedRequest(path: Self.path, body: body, headers: Self.headers(of: request), losses: writer.losses)
    }

    public func forward(_ request: DialectRequest, to model: String) -> EncodedRequest {
        var body = request.body
        body["model"] = .string(model)
        let restored = RestoredThinking.anthropic.put(
            request.request.messages, thinking: body["thinking"], into: &body)
        return EncodedRequest(path: Self.path, body: body, headers: Self.headers(of: request), restored: restored)
    }

    /// The client's version and beta fields; of another dialect's client the default version.
    private static func headers(of request: DialectRequest) -> [String: String] {
        var headers = ["anthropic-version": defaultVersion]
        guard request.dialect == .anthropic || request.dialect == .bedrockInvoke else { return headers }
        for field in ["anthropic-version", "anthropic-beta"] {
            if let value = request.headers[field] { headers[field] = value }
        }
        return headers
    }

    public func countRequest(_ encoded: EncodedRequest, to model: String, asForwarded: Bool) -> EncodedRequest? {
        var encoded = encoded
        encoded.path = "\(Self.path)/count_tokens"
        if !asForwarded { for field in Self.fieldsOfAnswers { encoded.body[field] = nil } }
        return encoded
    }

    /// What says how to answer. Counting is refused with such a field.
    private static let fieldsOfAnswers = [
        "max_tokens", "metadata", "service_tier", "stop_sequences", "stream", "temperature", "top_k", "top_p",
    ]

    public func count(in body: JSONObject) -> Int? { body["input_tokens"]?.intValue }

    public func encodeCount(_ tokens: Int) -> JSONObject { ["input_tokens": JSONValue(tokens)] }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> [ModelEvent] {
        try AnthropicAnswer.events(of: body)
    }

    public func eventDecoder() -> any DialectEventDecoder { AnthropicEventDecoder() }

    public func decodeError(status: Int, headers: [String: String], body: [UInt8]) -> KapellError {
        AnthropicErrors.decode(status: status, headers: headers, body: body)
    }
}
