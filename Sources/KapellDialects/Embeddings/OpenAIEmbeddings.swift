public import KapellCore
public import KapellJSON

/// OpenAI's `/v1/embeddings`.
public struct OpenAIEmbeddings: EmbeddingDialect {
    public init() {}

    public var wire: EmbeddingWire { .openAI }

    private static let known: Set<String> = ["model", "input", "dimensions", "encoding_format"]

    public func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> EmbeddingRequest {
        let model = try target.model(in: body)
        var request = EmbeddingRequest(wire: wire, model: model, texts: [], body: body)
        try request.read { () throws(KapellError) in try EmbeddingFields.texts(body["input"], "input") }
        request.dimensions = try EmbeddingFields.dimensions(body, "dimensions")
        if let format = body["encoding_format"], !format.isNull {
            guard let encoding = format.stringValue.flatMap({ EmbeddingEncoding(rawValue: $0) }) else {
                throw KapellError(.invalidRequest, "`encoding_format` must be \"float\" or \"base64\".")
            }
            request.encoding = encoding
        }
        request.unknown = EmbeddingFields.unknown(body, except: Self.known)
        return request
    }

    public func encodeRequest(_ request: EmbeddingRequest) throws(KapellError) -> EncodedRequest {
        try request.requireTexts()
        var (unknown, losses) = request.unknownFields(on: wire)
        var body: JSONObject = [
            "model": .string(request.model), "input": JSONValue(request.texts),
            "encoding_format": .string(request.encoding.rawValue),
        ]
        if let dimensions = request.dimensions { body["dimensions"] = JSONValue(dimensions) }
        if request.inputType != nil { losses.append(DialectLoss(.dropped, "input_type")) }
        if request.truncates == true { losses.append(DialectLoss(.dropped, "truncate")) }
        unknown.merge(body)
        return EncodedRequest(path: "embeddings", body: unknown, losses: losses)
    }

    public func forward(_ request: EmbeddingRequest, to model: String) -> EncodedRequest {
        var body = request.body
        body["model"] = .string(model)
        return EncodedRequest(path: "embeddings", body: body)
    }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> EmbeddingResponse {
        try EmbeddingFields.refuseError(body)
        guard let data = body["data"]?.arrayValue else { throw .unreadableAnswer("it has no vectors") }
        var vectors: [[Float]] = Array(repeating: [], count: data.count)
        for (at, element) in data.enumerated() {
            let place = element["index"]?.intValue ?? at
            guard vectors.indices.contains(place), vectors[place].isEmpty else {
                throw .unreadableAnswer("its vectors are numbered wrongly")
            }
            vectors[place] = try EmbeddingVector.read(element["embedding"])
        }
        return EmbeddingResponse(vectors: vectors, tokens: tokens(in: body), model: body["model"]?.stringValue)
    }

    public func tokens(in body: JSONObject) -> Int {
        let usage = body["usage"]
        return max(usage?["prompt_tokens"]?.intValue ?? usage?["total_tokens"]?.intValue ?? 0, 0)
    }

    public func encodeResponse(
        _ response: EmbeddingResponse, to request: EmbeddingRequest, of answer: DialectAnswer
    ) -> JSONObject {
        let data = response.vectors.enumerated().map { (index, vector) -> JSONValue in
            [
                "object": "embedding", "index": JSONValue(index),
                "embedding": EmbeddingVector.write(vector, request.encoding),
            ]
        }
        let tokens = JSONValue(response.tokens)
        return [
            "object": "list", "data": .array(data), "model": .string(answer.model),
            "usage": ["prompt_tokens": tokens, "total_tokens": tokens],
        ]
    }
}
