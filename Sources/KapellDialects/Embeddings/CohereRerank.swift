public import KapellCore
public import KapellJSON

/// Cohere's `/v2/rerank`, which other servers speak too, such as llama.cpp, vLLM and Jina.
public struct CohereRerank: RerankCodec {
    /// The path below the base address.
    public var path: String

    public init(path: String = "v2/rerank") { self.path = path }

    private static let known: Set<String> = ["model", "query", "documents", "top_n", "return_documents"]

    /// A client's request.
    ///
    /// - Throws: `invalidRequest` that names the field.
    public func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> RerankRequest {
        let model = try target.model(in: body)
        let query = try body.required("query")
        guard let list = body["documents"]?.arrayValue, !list.isEmpty else {
            throw KapellError(.invalidRequest, "`documents` must be a list with at least one text.")
        }
        var documents: [String] = []
        for (at, document) in list.enumerated() {
            guard let text = document.stringValue ?? document["text"]?.stringValue else {
                throw KapellError(.invalidRequest, "`documents[\(at)]` must be a text.")
            }
            documents.append(text)
        }
        var request = RerankRequest(model: model, query: query, documents: documents, body: body)
        request.topN = try body.whole("top_n", in: 1...1_000_000)
        request.returnsDocuments = try body.flag("return_documents")
        request.unknown = EmbeddingFields.unknown(body, except: Self.known)
        return request
    }

    public func encodeRequest(_ request: RerankRequest) -> EncodedRequest {
        var body: JSONObject = [
            "model": .string(request.model), "query": .string(request.query),
            "documents": JSONValue(request.documents),
        ]
        if let count = request.topN { body["top_n"] = JSONValue(count) }
        body.merge(request.unknown)
        return EncodedRequest(path: path, body: body)
    }

    /// A request of a client, to a provider of Cohere's own: as it was, under another model's name.
    public func forward(_ request: RerankRequest, to model: String) -> EncodedRequest {
        var body = request.body
        body["model"] = .string(model)
        return EncodedRequest(path: path, body: body)
    }

    public func decodeResponse(_ body: JSONValue) throws(KapellError) -> RerankResponse {
        guard let body = body.objectValue else { throw .unreadableAnswer("it is not an object") }
        try EmbeddingFields.refuseError(body)
        guard let list = (body["results"] ?? body["data"])?.arrayValue else {
            if let message = body["message"]?.stringValue { throw CohereErrors.error(message) }
            throw .unreadableAnswer("it has no results")
        }
        let meta = body["meta"]
        let units = meta?["billed_units"]?["search_units"]
        let tokens = meta?["tokens"]?["input_tokens"] ?? body["usage"]?["total_tokens"]
        return RerankResponse(
            results: try RerankResponse.read(list), searchUnits: units.map { CohereUsage.count($0) },
            tokens: CohereUsage.count(tokens))
    }

    /// An answer to a client: at most as many results as it asked for.
    public func encodeResponse(
        _ response: RerankResponse, to request: RerankRequest, of answer: DialectAnswer
    ) -> JSONObject {
        let results = response.results.prefix(request.topN ?? .max).map { result -> JSONValue in
            var object: JSONObject = [
                "index": JSONValue(result.index), "relevance_score": .number(result.score),
            ]
            if request.returnsDocuments, request.documents.indices.contains(result.index) {
                object["document"] = ["text": .string(request.documents[result.index])]
            }
            return .object(object)
        }
        var meta: JSONObject = ["api_version": ["version": "2"]]
        if let units = response.searchUnits { meta["billed_units"] = ["search_units": JSONValue(units)] }
        if response.tokens > 0 { meta["tokens"] = ["input_tokens": JSONValue(response.tokens)] }
        return ["id": .string(answer.id), "results": .array(results), "meta": .object(meta)]
    }
}
