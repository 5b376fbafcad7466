public import KapellCore
public import KapellJSON

/// `/rerank` of Hugging Face's Text Embeddings Inference: <https://huggingface.github.io/text-embeddings-inference>.
///
/// A server has one model, whatever name it is called by. Documents that are too long are cut, as Cohere does it.
public struct TEIRerank: RerankCodec {
    public init() {}

    public func encodeRequest(_ request: RerankRequest) -> EncodedRequest {
        let lost = request.unknown.filter { !$0.value.isNull }
        return EncodedRequest(
            path: "/rerank",
            body: [
                "query": .string(request.query), "texts": JSONValue(request.documents), "raw_scores": false,
                "return_text": false, "truncate": true,
            ],
            losses: lost.map { DialectLoss(.dropped, $0.key) })
    }

    public func decodeResponse(_ body: JSONValue) throws(KapellError) -> RerankResponse {
        if let object = body.objectValue { try EmbeddingFields.refuseError(object) }
        guard let list = body.arrayValue else { throw .unreadableAnswer("it has no results") }
        return RerankResponse(results: try RerankResponse.read(list))
    }
}
