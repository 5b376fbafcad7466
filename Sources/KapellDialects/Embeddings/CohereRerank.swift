public import KapellCore
public import KapellJSON

/// Cohere's `/v2/rerank`, which other servers speak too, such as llama.cpp, vLLM and Jina.
public struct CohereRerank: Sendable {
    /// The path below the base address.
    public var path: String

    public init(path: String = "v2/rerank") { self.path = path }

    private static let known: Set<String> = ["model", "query", "documents", "top_n", "return_documents"]

    /// A client's request.
    ///
    /// - Throws: `invalidRequest` that names the field.
    public func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> RerankRequest {
        let model = try target.model.or { () throws(KapellError) in try body.required("model") }
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

    /// A request to a provider.
    public func encodeRequest(_ request: RerankRequest) -> EncodedRequest {
        var body: JSONObject = [
            "model": .string(request.model), "query": .string(request.query),
            "documents": JSONValue(request.documents),
        ]
        if let count = request.topN { body["top_n"] = JSONValue(count) }
        body.merge(request.unknown)
        return EncodedRequest(path: path, body: body)
    }

    /// A provider's answer. Its results are put in order.
    ///
    /// - Throws: the error that an answer with status 200 holds; `model` for what is no answer.
    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> RerankResponse {
        try EmbeddingFields.refuseError(body)
        guard let list = (body["results"] ?? body["data"])?.arrayValue else {
            if let message = body["message"]?.stringValue { throw CohereErrors.error(message) }
            throw .unreadableAnswer("it has no results")
        }
        var results: [RerankResponse.Result] = []
        for element in list {
            guard let index = element["index"]?.intValue, index >= 0,
                let score = (element["relevance_score"] ?? element["score"])?.doubleValue
            else { throw .unreadableAnswer("a result has no index or no score") }
            results.append(RerankResponse.Result(index: index, score: score))
        }
        results.sort { ($1.score, $0.index) < ($0.score, $1.index) }
        let meta = body["meta"]
        let units = meta?["billed_units"]?["search_units"]
        let tokens = meta?["tokens"]?["input_tokens"] ?? body["usage"]?["total_tokens"]
        return RerankResponse(
            results: results, searchUnits: units.map { CohereUsage.count($0) }, tokens: CohereUsage.count(tokens))
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
        return [
            "id": .string(answer.id), "results": .array(results),
            "meta": [
                "api_version": ["version": "2"], "billed_units": ["search_units": JSONValue(response.searchUnits ?? 1)],
            ],
        ]
    }
}
