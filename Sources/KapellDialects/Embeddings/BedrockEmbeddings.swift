public import KapellCore
public import KapellJSON

/// Embedding models of Bedrock by InvokeModel: Titan's, which take one text at a time, and Cohere's.
///
/// Bodies: <https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html> and
/// <https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html>.
public struct BedrockEmbeddings: EmbeddingCodec {
    public init() {}

    /// Whether a model takes several texts at once.
    public static func takesBatches(_ model: String) -> Bool { model.contains("cohere.") }

    public func encodeRequest(_ request: EmbeddingRequest) throws(KapellError) -> EncodedRequest {
        try request.requireTexts()
        let path = BedrockPath.path(request.model, "invoke")
        if Self.takesBatches(request.model) {
            var encoded = try CohereEmbeddings().encodeRequest(request)
            encoded.path = path
            encoded.body["model"] = nil
            return encoded
        }
        guard request.model.contains("titan-embed") else {
            throw KapellError(
                .unsupported, "\(request.model) is not an embedding model of Bedrock that is known here.",
                remedy: "Name one of Amazon's `amazon.titan-embed-text-…` or Cohere's `cohere.embed-…`.")
        }
        guard let text = request.texts.first, request.texts.count == 1 else {
            throw KapellError(.unsupported, "\(request.model) takes one text at a time.", remedy: "Send one text.")
        }
        var body: JSONObject = ["inputText": .string(text)]
        var losses = request.unknown.filter { !$0.value.isNull && $0.key != "user" }.map {
            DialectLoss(.dropped, $0.key)
        }
        if let dimensions = request.dimensions { body["dimensions"] = JSONValue(dimensions) }
        if request.inputType != nil { losses.append(DialectLoss(.dropped, "input_type")) }
        if request.truncates == true { losses.append(DialectLoss(.dropped, "truncate")) }
        return EncodedRequest(path: path, body: body, losses: losses)
    }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> EmbeddingResponse {
        guard let vector = body["embedding"] else { return try CohereEmbeddings().decodeResponse(body) }
        return EmbeddingResponse(vectors: [try EmbeddingVector.read(vector)], tokens: tokens(in: body))
    }

    public func tokens(in body: JSONObject) -> Int { max(body["inputTextTokenCount"]?.intValue ?? 0, 0) }
}
