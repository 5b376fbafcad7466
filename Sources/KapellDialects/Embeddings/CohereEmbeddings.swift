public import KapellCore
public import KapellJSON

/// Cohere's `/v2/embed`, which must be told what the vectors are for.
public struct CohereEmbeddings: EmbeddingDialect {
    public init() {}

    public var wire: EmbeddingWire { .cohere }

    private static let known: Set<String> = [
        "model", "texts", "inputs", "input_type", "output_dimension", "embedding_types", "truncate",
    ]

    public func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> EmbeddingRequest {
        let model = try target.model(in: body)
        var request = EmbeddingRequest(wire: wire, model: model, texts: [], body: body)
        try request.read { () throws(KapellError) in
            if let images = body["images"]?.arrayValue, !images.isEmpty { throw Self.refusal("images") }
            return try Self.texts(body)
        }
        request.dimensions = try EmbeddingFields.dimensions(body, "output_dimension")
        switch body["input_type"]?.stringValue {
        case nil: break
        case "search_query": request.inputType = .query
        case "search_document": request.inputType = .document
        case "classification": request.inputType = .classification
        case "clustering": request.inputType = .clustering
        case "image": request.refusal = Self.refusal("input_type")
        case let word?: request.inputType = .custom(word)
        }
        switch body["truncate"]?.stringValue?.uppercased() {
        case nil: break
        case "NONE": request.truncates = false
        case "END": request.truncates = true
        case "START":
            request.truncates = true
            request.losses.append(DialectLoss(.approximated, "truncate"))
        default: throw KapellError(.invalidRequest, "`truncate` must be \"NONE\", \"START\" or \"END\".")
        }
        for type in body["embedding_types"]?.arrayValue ?? [] {
            if let encoding = type.stringValue.flatMap({ EmbeddingEncoding(rawValue: $0) }) {
                request.encoding = encoding
            } else {
                request.refusal = Self.refusal("embedding_types")
            }
        }
        if let types = body["embedding_types"]?.arrayValue, types.contains("float"), types.contains("base64") {
            request.encoding = .float
            request.losses.append(DialectLoss(.dropped, "embedding_types"))
        }
        request.unknown = EmbeddingFields.unknown(body, except: Self.known)
        return request
    }

    private static func texts(_ body: JSONObject) throws(KapellError) -> [String] {
        guard let inputs = body["inputs"]?.arrayValue, !inputs.isEmpty else {
            return try EmbeddingFields.texts(body["texts"], "texts")
        }
        var texts: [String] = []
        for input in inputs {
            let blocks = input["content"]?.arrayValue ?? []
            guard !blocks.isEmpty, blocks.allSatisfy({ $0["text"]?.stringValue != nil }) else {
                throw refusal("inputs")
            }
            texts.append(blocks.compactMap { $0["text"]?.stringValue }.joined(separator: "\n"))
        }
        return texts
    }

    private static func refusal(_ field: String) -> KapellError {
        KapellError(
            .unsupported, "`\(field)` asks for something other than vectors of floats for texts.",
            remedy: "Send `texts`, and \"float\" or \"base64\" as `embedding_types`.")
    }

    public func encodeRequest(_ request: EmbeddingRequest) throws(KapellError) -> EncodedRequest {
        try request.requireTexts()
        var (unknown, losses) = request.unknownFields(on: wire)
        var body: JSONObject = ["model": .string(request.model), "texts": JSONValue(request.texts)]
        let type: String
        switch request.inputType {
        case .query: type = "search_query"
        case .document: type = "search_document"
        case .classification: type = "classification"
        case .clustering, .similarity: type = "clustering"
        case .custom(let word) where request.wire == .cohere: type = word
        case nil, .custom: type = "search_document"
        }
        if request.wire != .cohere {
            switch request.inputType {
            case nil, .similarity, .custom: losses.append(DialectLoss(.approximated, "input_type"))
            default: break
            }
        }
        body["input_type"] = .string(type)
        body["embedding_types"] = [.string(request.encoding.rawValue)]
        if let dimensions = request.dimensions { body["output_dimension"] = JSONValue(dimensions) }
        if let truncates = request.truncates { body["truncate"] = truncates ? "END" : "NONE" }
        unknown.merge(body)
        return EncodedRequest(path: "v2/embed", body: unknown, losses: losses)
    }

    public func forward(_ request: EmbeddingRequest, to model: String) -> EncodedRequest {
        var body = request.body
        body["model"] = .string(model)
        return EncodedRequest(path: "v2/embed", body: body)
    }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> EmbeddingResponse {
        if body["embeddings"] == nil, let message = body["message"]?.stringValue { throw CohereErrors.error(message) }
        let embeddings = body["embeddings"]
        let list = embeddings?["float"] ?? embeddings?["base64"] ?? embeddings
        guard let values = list?.arrayValue else { throw .unreadableAnswer("it has no vectors") }
        var vectors: [[Float]] = []
        for value in values { vectors.append(try EmbeddingVector.read(value)) }
        return EmbeddingResponse(vectors: vectors, tokens: tokens(in: body))
    }

    public func tokens(in body: JSONObject) -> Int {
        let meta = body["meta"]
        return CohereUsage.count(meta?["billed_units"]?["input_tokens"] ?? meta?["tokens"]?["input_tokens"])
    }

    public func encodeResponse(
        _ response: EmbeddingResponse, to request: EmbeddingRequest, of answer: DialectAnswer
    ) -> JSONObject {
        let vectors = response.vectors.map { EmbeddingVector.write($0, request.encoding) }
        return [
            "response_type": "embeddings_by_type", "id": .string(answer.id),
            "embeddings": .object([request.encoding.rawValue: .array(vectors)]), "texts": JSONValue(request.texts),
            "meta": [
                "api_version": ["version": "2"], "billed_units": ["input_tokens": JSONValue(response.tokens)],
            ],
        ]
    }
}
