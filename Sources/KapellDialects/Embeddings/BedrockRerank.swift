public import KapellCore
public import KapellJSON

/// Rerank models of Bedrock by InvokeModel: Amazon's, and Cohere's, which want the version of their API.
public struct BedrockRerank: RerankCodec {
    public init() {}

    public func encodeRequest(_ request: RerankRequest) -> EncodedRequest {
        var body: JSONObject = ["query": .string(request.query), "documents": JSONValue(request.documents)]
        if let count = request.topN { body["top_n"] = JSONValue(min(count, request.documents.count)) }
        var losses: [DialectLoss] = []
        if request.model.contains("cohere.") {
            body["api_version"] = 2
            body.merge(request.unknown)
        } else {
            losses = request.unknown.filter { !$0.value.isNull }.map { DialectLoss(.dropped, $0.key) }
        }
        return EncodedRequest(path: BedrockPath.path(request.model, "invoke"), body: body, losses: losses)
    }

    public func decodeResponse(_ body: JSONValue) throws(KapellError) -> RerankResponse {
        guard let list = body["results"]?.arrayValue else { throw .unreadableAnswer("it has no results") }
        return RerankResponse(results: try RerankResponse.read(list))
    }
}
