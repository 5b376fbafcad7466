public import KapellCore
public import KapellJSON

/// Ollama's `/api/embed`, and its older `/api/embeddings` for a single `prompt`.
public struct OllamaEmbeddings: EmbeddingDialect {
    public init() {}

    public var wire: EmbeddingWire { .ollama }

    private static let known: Set<String> = ["model", "input", "prompt", "dimensions", "truncate"]

    public func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> EmbeddingRequest {
        let model = try target.model(in: body)
        let isSingle = !body.contains("input") && body.contains("prompt")
        let texts = try EmbeddingFields.texts(isSingle ? body["prompt"] : body["input"], isSingle ? "prompt" : "input")
        var request = EmbeddingRequest(wire: wire, model: model, texts: texts, body: body)
        request.isSingle = isSingle
        request.dimensions = try EmbeddingFields.dimensions(body, "dimensions")
        if body["truncate"] != nil, body["truncate"] != .null { request.truncates = try body.flag("truncate") }
        request.unknown = EmbeddingFields.unknown(body, except: Self.known)
        return request
    }

    public func encodeRequest(_ request: EmbeddingRequest) throws(KapellError) -> EncodedRequest {
        try request.requireTexts()
        var (unknown, losses) = request.unknownFields(on: wire)
        var body: JSONObject = ["model": .string(request.model), "input": JSONValue(request.texts)]
        if let dimensions = request.dimensions { body["dimensions"] = JSONValue(dimensions) }
        if let truncates = request.truncates { body["truncate"] = .bool(truncates) }
        if request.inputType != nil { losses.append(DialectLoss(.dropped, "input_type")) }
        unknown.merge(body)
        return EncodedRequest(path: "api/embed", body: unknown, losses: losses)
    }

    public func forward(_ request: EmbeddingRequest, to model: String) -> EncodedRequest {
        var body = request.body
        body["model"] = .string(model)
        return EncodedRequest(path: request.isSingle ? "api/embeddings" : "api/embed", body: body)
    }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> EmbeddingResponse {
        try EmbeddingFields.refuseError(body)
        var vectors: [[Float]] = []
        if let values = body["embeddings"]?.arrayValue {
            for value in values { vectors.append(try EmbeddingVector.read(value)) }
        } else {
            vectors = [try EmbeddingVector.read(body["embedding"])]
        }
        return EmbeddingResponse(vectors: vectors, tokens: tokens(in: body), model: body["model"]?.stringValue)
    }

    public func tokens(in body: JSONObject) -> Int { max(body["prompt_eval_count"]?.intValue ?? 0, 0) }

    public func encodeResponse(
        _ response: EmbeddingResponse, to request: EmbeddingRequest, of answer: DialectAnswer
    ) -> JSONObject {
        if request.isSingle {
            return ["embedding": EmbeddingVector.write(response.vectors.first ?? [], .float)]
        }
        return [
            "model": .string(answer.model),
            "embeddings": .array(response.vectors.map { EmbeddingVector.write($0, .float) }), "total_duration": 1,
            "load_duration": 1, "prompt_eval_count": JSONValue(response.tokens),
        ]
    }
}
