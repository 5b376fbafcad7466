public import KapellCore
public import KapellJSON

/// Bedrock's InvokeModel and InvokeModelWithResponseStream, with the bodies of Anthropic's models.
///
/// Source: the service model of botocore 1.44, and Anthropic's types. The model and whether the answer is streamed stand
/// in the path; `anthropic_version` stands in the body.
public struct BedrockInvokeDialect: Dialect {
    /// The version that a request gets which came in another dialect.
    public static let defaultVersion = "bedrock-2023-05-31"

    public var name: DialectName { .bedrockInvoke }

    public init() {}

    public func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> DialectRequest {
        var request = try AnthropicRequestReader(
            dialect: name, model: try BedrockPath.model(of: target), streams: target.streams ?? false
        ).read(body)
        // As header fields, for Anthropic itself. A version of Bedrock's own means nothing there.
        if let version = body["anthropic_version"]?.stringValue, !version.hasPrefix("bedrock-") {
            request.headers["anthropic-version"] = version
        }
        let betas = body["anthropic_beta"]?.arrayValue?.compactMap(\.stringValue) ?? []
        if !betas.isEmpty { request.headers["anthropic-beta"] = betas.joined(separator: ",") }
        return request
    }

    public func encodeResponse(_ response: ModelResponse, of answer: DialectAnswer) -> JSONObject {
        AnthropicAnswer.body(response, of: answer)
    }

    public func eventEncoder(of answer: DialectAnswer) -> any DialectEventEncoder {
        AnthropicEventEncoder(answer, framing: .bedrock)
    }

    public func encodeError(_ error: KapellError) -> DialectError { BedrockErrors.encode(error) }

    public func encodeRequest(_ request: DialectRequest) throws(KapellError) -> EncodedRequest {
        var writer = AnthropicRequestWriter(dialect: name)
        var body: JSONObject = ["anthropic_version": .string(Self.version(of: request))]
        let betas = (request.headers["anthropic-beta"] ?? "").split { $0 == "," || $0 == " " }
        if !betas.isEmpty { body["anthropic_beta"] = .array(betas.map { .string(String($0)) }) }
        body.merge(try writer.body(of: request))
        body.merge(request.request.extras)
        return EncodedRequest(
            path: path(request.model, streams: request.streams), body: body, headers: Self.headers,
            losses: writer.losses)
    }

    public func forward(_ request: DialectRequest, to model: String) -> EncodedRequest {
        var body = request.body
        let restored = RestoredThinking.anthropic.put(
            request.request.messages, thinking: body["thinking"], into: &body)
        return EncodedRequest(
            path: path(model, streams: request.streams), body: body, headers: Self.headers, restored: restored)
    }

    private static let headers = ["accept": "application/json"]

    private static func version(of request: DialectRequest) -> String {
        guard request.dialect == .bedrockInvoke else { return defaultVersion }
        return request.body["anthropic_version"]?.stringValue ?? defaultVersion
    }

    private func path(_ model: String, streams: Bool) -> String {
        BedrockPath.path(model, streams ? "invoke-with-response-stream" : "invoke")
    }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> [ModelEvent] {
        try AnthropicAnswer.events(of: body)
    }

    public func eventDecoder() -> any DialectEventDecoder { BedrockInvokeEventDecoder() }

    public func decodeError(status: Int, headers: [String: String], body: [UInt8]) -> KapellError {
        BedrockErrors.decode(status: status, headers: headers, body: body)
    }
}
