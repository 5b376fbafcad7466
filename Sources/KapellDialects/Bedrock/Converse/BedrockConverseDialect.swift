public import KapellCore
public import KapellJSON

/// Bedrock's Converse and ConverseStream.
///
/// Source: the service model of botocore 1.44. The model and whether the answer is streamed stand in the path.
public struct BedrockConverseDialect: Dialect {
    public var name: DialectName { .bedrockConverse }

    public init() {}

    public func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> DialectRequest {
        try ConverseRequestReader.read(body, to: target)
    }

    public func encodeResponse(_ response: ModelResponse, of answer: DialectAnswer) -> JSONObject {
        ConverseAnswer.body(response, of: answer)
    }

    public func eventEncoder(of answer: DialectAnswer) -> any DialectEventEncoder { ConverseEventEncoder(answer) }

    public func encodeError(_ error: KapellError) -> DialectError { BedrockErrors.encode(error) }

    public func encodeRequest(_ request: DialectRequest) throws(KapellError) -> EncodedRequest {
        var writer = ConverseRequestWriter()
        var body = try writer.body(of: request)
        body.merge(request.request.extras)
        return EncodedRequest(path: path(request.model, streams: request.streams), body: body, losses: writer.losses)
    }

    public func forward(_ request: DialectRequest, to model: String) -> EncodedRequest {
        var body = request.body
        let thinking = body["additionalModelRequestFields"]?["thinking"]
        let restored = RestoredThinking.converse.put(request.request.messages, thinking: thinking, into: &body)
        return EncodedRequest(path: path(model, streams: request.streams), body: body, restored: restored)
    }

    private func path(_ model: String, streams: Bool) -> String {
        BedrockPath.path(model, streams ? "converse-stream" : "converse")
    }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> [ModelEvent] {
        try ConverseAnswer.events(of: body)
    }

    public func eventDecoder() -> any DialectEventDecoder { ConverseEventDecoder() }

    public func decodeError(status: Int, headers: [String: String], body: [UInt8]) -> KapellError {
        BedrockErrors.decode(status: status, headers: headers, body: body)
    }
}
