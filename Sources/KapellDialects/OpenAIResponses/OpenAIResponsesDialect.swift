public import KapellCore
public import KapellJSON

/// OpenAI's responses.
///
/// Each request holds the whole conversation: what a provider would have to remember (`previous_response_id`,
/// `conversation`, `store`) goes only to a provider that speaks this dialect too. There, reasoning that a client has
/// dropped is put back. Reasoning comes back as items with
/// `encrypted_content`, which the hub carries as signatures; see ``ResponsesReasoning``.
/// Source of the shapes: OpenAI's API reference and the types of its Python client.
public struct OpenAIResponsesDialect: Dialect {
    public init() {}

    public var name: DialectName { .openAIResponses }

    public func decodeRequest(
        _ body: JSONObject, to target: DialectTarget
    ) throws(KapellError) -> DialectRequest {
        var reader = ResponsesRequestReader(body)
        return try reader.read(target)
    }

    public func encodeResponse(_ response: ModelResponse, of answer: DialectAnswer) -> JSONObject {
        ResponsesWriter(answer).object(response)
    }

    public func eventEncoder(of answer: DialectAnswer) -> any DialectEventEncoder { ResponsesEventEncoder(answer) }

    public func encodeError(_ error: KapellError) -> DialectError { OpenAIErrors.encoded(error) }

    public func encodeRequest(_ request: DialectRequest) throws(KapellError) -> EncodedRequest {
        var writer = ResponsesRequestWriter(request)
        return try writer.encode()
    }

    public func forward(_ request: DialectRequest, to model: String) -> EncodedRequest {
        var body = request.body
        body["model"] = .string(model)
        let restored = RestoredReasoning.put(request.request.messages, into: &body)
        return EncodedRequest(path: Self.path, body: body, restored: restored)
    }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> [ModelEvent] {
        var answer = ResponsesAnswer()
        return try answer.whole(body)
    }

    public func answerID(of body: JSONObject) -> String? { body["id"]?.stringValue }

    public func eventDecoder() -> any DialectEventDecoder { ResponsesEventDecoder() }

    public func decodeError(status: Int, headers: [String: String], body: [UInt8]) -> KapellError {
        OpenAIErrors.decoded(status: status, headers: headers, body: body)
    }

    static let path = "responses"
}
