public import KapellCore
public import KapellJSON

/// Gemini's embedContent, for a single text, and batchEmbedContents.
public struct GeminiEmbeddings: EmbeddingDialect {
    public init() {}

    public var wire: EmbeddingWire { .gemini }

    private static let known: Set<String> = [
        "model", "content", "taskType", "outputDimensionality", "requests", "autoTruncate",
    ]

    public func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> EmbeddingRequest {
        let fields = GeminiFields(body)
        let requests = try fields.list("requests")
        let isSingle = requests.isEmpty
        var parts: [GeminiFields] = isSingle ? [fields] : []
        for (at, value) in requests.enumerated() {
            guard let object = value.objectValue else { throw fields.wrong("requests[\(at)]", "an object") }
            parts.append(GeminiFields(object, at: "requests[\(at)]"))
        }
        guard let first = parts.first, let model = target.model ?? first.text("model"), !model.isEmpty else {
            throw KapellError(
                .invalidRequest, "The model's name is missing.", remedy: "Post to `models/{model}:embedContent`.")
        }
        var request = EmbeddingRequest(wire: wire, model: GeminiDialect.bareName(model), texts: [], body: body)
        try request.read { () throws(KapellError) in
            var texts: [String] = []
            for part in parts { texts.append(try Self.text(part)) }
            return texts
        }
        request.isSingle = isSingle
        request.dimensions = try Self.dimensions(first)
        request.inputType = first.text("taskType").flatMap { Self.inputType($0) }
        request.truncates = first["autoTruncate"]?.boolValue
        request.unknown = first.rest(except: Self.known).isEmpty ? [:] : Self.unknown(first)
        for part in parts where part.text("taskType") != first.text("taskType") {
            request.losses.append(DialectLoss(.approximated, part.path("taskType")))
        }
        for part in parts where try Self.dimensions(part) != request.dimensions {
            request.refusal = KapellError(
                .unsupported, "`\(part.path("outputDimensionality"))` differs from that of the first request.",
                remedy: "Ask for vectors of one length at a time.")
        }
        return request
    }

    private static func dimensions(_ part: GeminiFields) throws(KapellError) -> Int? {
        guard let dimensions = try part.whole("outputDimensionality") else { return nil }
        guard (1...1_000_000).contains(dimensions) else {
            throw part.wrong("outputDimensionality", "a whole number from 1 to 1000000")
        }
        return dimensions
    }

    private static func unknown(_ part: GeminiFields) -> JSONObject {
        GeminiFields(part.object).rest(except: known)
    }

    private static func text(_ part: GeminiFields) throws(KapellError) -> String {
        if let text = part.text("content") { return text }
        guard let content = try part.object("content") else { throw part.wrong("content", "a content with a text") }
        var texts: [String] = []
        for value in try content.list("parts") {
            guard let text = value["text"]?.stringValue ?? value.stringValue else {
                throw KapellError(
                    .unsupported, "`\(content.path("parts"))` holds something other than texts.",
                    remedy: "Send texts; images are not taken here.")
            }
            texts.append(text)
        }
        guard !texts.isEmpty else { throw content.wrong("parts", "a list with at least one text") }
        return texts.joined(separator: "\n")
    }

    /// A model's name as each request of a batch must have it.
    private static func reference(_ model: String) -> String { model.contains("/") ? model : "models/\(model)" }

    private static let types: [(String, EmbeddingInputType)] = [
        ("RETRIEVAL_QUERY", .query), ("RETRIEVAL_DOCUMENT", .document), ("CLASSIFICATION", .classification),
        ("CLUSTERING", .clustering), ("SEMANTIC_SIMILARITY", .similarity),
    ]

    private static func inputType(_ word: String) -> EmbeddingInputType? {
        if word.isEmpty || word == "TASK_TYPE_UNSPECIFIED" { return nil }
        return types.first { $0.0 == word.uppercased() }?.1 ?? .custom(word)
    }

    public func encodeRequest(_ request: EmbeddingRequest) throws(KapellError) -> EncodedRequest {
        try request.requireTexts()
        var (unknown, losses) = request.unknownFields(on: wire)
        var common: JSONObject = ["model": .string(Self.reference(request.model))]
        switch request.inputType {
        case nil: break
        case .custom(let word) where request.wire == .gemini: common["taskType"] = .string(word)
        case .custom: losses.append(DialectLoss(.dropped, "input_type"))
        case let type?: common["taskType"] = Self.types.first { $0.1 == type }.map { .string($0.0) }
        }
        if let dimensions = request.dimensions { common["outputDimensionality"] = JSONValue(dimensions) }
        if let truncates = request.truncates {
            if request.wire == .gemini {
                common["autoTruncate"] = .bool(truncates)
            } else {
                losses.append(DialectLoss(.dropped, "truncate"))
            }
        }
        unknown.merge(common)
        let requests = request.texts.map { text -> JSONValue in
            var object = unknown
            object["content"] = ["parts": [["text": .string(text)]]]
            return .object(object)
        }
        return EncodedRequest(
            path: "\(GeminiDialect.resource(request.model)):batchEmbedContents", body: ["requests": .array(requests)],
            losses: losses)
    }

    public func forward(_ request: EmbeddingRequest, to model: String) -> EncodedRequest {
        var body = request.body
        let resource = GeminiDialect.resource(model)
        if request.isSingle {
            body.removeValue(forKey: "model")
            return EncodedRequest(path: "\(resource):embedContent", body: body)
        }
        let requests = (body["requests"]?.arrayValue ?? []).map { value -> JSONValue in
            guard var object = value.objectValue else { return value }
            object["model"] = .string(Self.reference(model))
            return .object(object)
        }
        body["requests"] = .array(requests)
        return EncodedRequest(path: "\(resource):batchEmbedContents", body: body)
    }

    public func decodeResponse(_ body: JSONObject) throws(KapellError) -> EmbeddingResponse {
        if let error = GeminiErrors.error(in: .object(body)) { throw error }
        guard let values = body["embeddings"]?.arrayValue ?? body["embedding"].map({ [$0] }) else {
            throw .unreadableAnswer("it has no vectors")
        }
        var vectors: [[Float]] = []
        for value in values { vectors.append(try EmbeddingVector.read(value["values"])) }
        return EmbeddingResponse(vectors: vectors, tokens: tokens(in: body))
    }

    public func tokens(in body: JSONObject) -> Int { max(body["usageMetadata"]?["promptTokenCount"]?.intValue ?? 0, 0) }

    public func encodeResponse(
        _ response: EmbeddingResponse, to request: EmbeddingRequest, of answer: DialectAnswer
    ) -> JSONObject {
        let vectors = response.vectors.map { vector -> JSONValue in
            ["values": EmbeddingVector.write(vector, .float)]
        }
        var object = JSONObject()
        if request.isSingle {
            object["embedding"] = vectors.first ?? ["values": []]
        } else {
            object["embeddings"] = .array(vectors)
        }
        if response.tokens > 0 {
            let tokens = JSONValue(response.tokens)
            object["usageMetadata"] = ["promptTokenCount": tokens, "totalTokenCount": tokens]
        }
        return object
    }
}
