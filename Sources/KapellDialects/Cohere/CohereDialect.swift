public import KapellCore
public import KapellJSON

/// Cohere's chat, version 2: `POST /v2/chat`.
///
/// A stream is server-sent events from `message-start` to `message-end`; the last one holds the usage, whose `tokens`
/// count and whose `billed_units` do not. What the model plans before it calls tools (`tool_plan`) is reasoning.
public struct CohereDialect: Dialect {
    public init() {}

    public var name: DialectName { .cohere }

    static let path = "v2/chat"

    public func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> DialectRequest {
        try CohereRequestReader(body, target).read()
    }

    public func encodeRequest(_ request: DialectRequest) throws(KapellError) -> EncodedRequest {
        var writer = CohereRequestWriter(request)
        let body = try writer.body()
        return EncodedRequest(path: Self.path, body: body, losses: writer.losses)
    }

    public func forward(_ request: DialectRequest, to model: String) -> EncodedRequest {
        var body = request.body
        body["model"] = .string(model)
        return EncodedRequest(path: Self.path, body: body)
    }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> [ModelEvent] {
        try CohereResponseReader.read(body)
    }

    public func encodeResponse(_ response: ModelResponse, of answer: DialectAnswer) -> JSONObject {
        CohereResponseWriter.whole(response, id: answer.id)
    }

    public func eventEncoder(of answer: DialectAnswer) -> any DialectEventEncoder { CohereEventEncoder(id: answer.id) }

    public func eventDecoder() -> any DialectEventDecoder { CohereEventDecoder() }

    public func encodeError(_ error: KapellError) -> DialectError { CohereErrors.encode(error) }

    public func decodeError(status: Int, headers: [String: String], body: [UInt8]) -> KapellError {
        CohereErrors.decode(status: status, headers: headers, body: body)
    }
}
