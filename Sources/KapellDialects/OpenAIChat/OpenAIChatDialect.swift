public import KapellCore
public import KapellJSON

/// OpenAI's chat completions, which many servers speak.
///
/// Reasoning travels in `reasoning_content`, a widely understood extension; proofs of calls in `extra_content`, as Gemini's
/// compatible API has them, and OpenRouter's in `reasoning_details`. Other proofs of reasoning have no place here.
/// Source of the shapes: OpenAI's API reference and the types of its Python client.
public struct OpenAIChatDialect: Dialect {
    /// What the provider's server understands.
    public let options: OpenAIChatOptions

    public init(options: OpenAIChatOptions = .openAI) { self.options = options }

    public var name: DialectName { .openAIChat }

    public func decodeRequest(
        _ body: JSONObject, to target: DialectTarget
    ) throws(KapellError) -> DialectRequest {
        var reader = ChatRequestReader(body)
        return try reader.read(target)
    }

    public func encodeResponse(_ response: ModelResponse, of answer: DialectAnswer) -> JSONObject {
        ChatResponseWriter(answer).object(response)
    }

    public func eventEncoder(of answer: DialectAnswer) -> any DialectEventEncoder { ChatEventEncoder(answer) }

    public func encodeError(_ error: KapellError) -> DialectError { OpenAIErrors.encoded(error) }

    public func encodeRequest(_ request: DialectRequest) throws(KapellError) -> EncodedRequest {
        var writer = ChatRequestWriter(request, options: options)
        return try writer.encode()
    }

    public func forward(_ request: DialectRequest, to model: String) -> EncodedRequest {
        var body = request.body
        body["model"] = .string(model)
        var restored = 0
        if request.request.messages.contains(where: { $0.role == .assistant }) {
            restored = RestoredProofs.put(request.request.messages, into: &body)
        }
        return EncodedRequest(path: Self.path, body: body, restored: restored)
    }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> [ModelEvent] {
        try ChatResponseReader(body).events()
    }

    public func eventDecoder() -> any DialectEventDecoder { ChatEventDecoder() }

    public func decodeError(status: Int, headers: [String: String], body: [UInt8]) -> KapellError {
        OpenAIErrors.decoded(status: status, headers: headers, body: body)
    }

    static let path = "chat/completions"
}
