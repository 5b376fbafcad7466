import KapellCollections
import KapellCore
import KapellJSON
import KapellLexical
import KapellVectors

/// Collections, queries and their results in JSON.
enum CollectionJSON {
    static func sequence(_ number: UInt64?) -> JSONValue { number.map { .integer(Int64(clamping: $0)) } ?? .null }

    static func whole(_ number: Int?) -> JSONValue { number.map { .integer(Int64($0)) } ?? .null }

    /// - Throws: `invalidRequest` that names the key and what may stand there.
    static func choice<Value: RawRepresentable & CaseIterable>(
        _ body: JSONObject, _ key: String, of type: Value.Type
    ) throws(KapellError) -> Value? where Value.RawValue == String {
        guard let value = body[key], !value.isNull else { return nil }
        guard let choice = value.stringValue.flatMap(Value.init) else {
            let all = type.allCases.map(\.rawValue).joined(separator: ", ")
            throw KapellError(.invalidRequest, "`\(key)` must be one of \(all).")
        }
        return choice
    }
}

extension VectorCollectionOptions {
    /// From a request. With `model` in the place of `dimensions`, the collection is for the vectors of that model.
    ///
    /// - Parameters:
    ///   - embedder: The model that the request names.
    ///   - own: The project's own, to be named to whoever names none.
    init(json: JSONObject, embedder: (any EmbeddingBackend)?, own: String) async throws {
        let name = try json.required("name")
        var fingerprint = try json.text("fingerprint") ?? ""
        var dimensions = try json.whole("dimensions", in: 1...65_536)
        if let embedder {
            fingerprint = try await embedder.fingerprint()
            let length = try await embedder.dimensions()
            guard dimensions == nil || dimensions == length else {
                throw KapellError(
                    .invalidRequest, "Vectors of \(embedder.model) have \(length) components; leave `dimensions` out.")
            }
            dimensions = length
        }
        guard let dimensions else {
            throw KapellError(
                .invalidRequest, "`dimensions` is missing.",
                remedy: "Say how many components a vector has, or name the model: \"model\": \"\(own)\".")
        }
        self.init(
            name: name, dimensions: dimensions,
            metric: try CollectionJSON.choice(json, "metric", of: VectorMetric.self) ?? .cosine,
            fingerprint: fingerprint, analyzer: try Self.analyzer(json))
    }

    /// What cuts texts into terms: `language` takes that language's standard, `analyzer` says everything.
    private static func analyzer(_ json: JSONObject) throws(KapellError) -> String? {
        guard let language = try CollectionJSON.choice(json, "language", of: LexicalLanguage.self) else {
            return try json.text("analyzer")
        }
        do { return try Analyzer(language: language).identifier } catch { throw KapellError(error) }
    }

    var json: JSONObject {
        [
            "name": .string(name), "dimensions": .integer(Int64(dimensions)), "metric": .string(metric.rawValue),
            "fingerprint": .string(fingerprint), "analyzer": analyzer.map { .string($0) } ?? .null,
        ]
    }
}

extension VectorQuery {
    private enum FusionName: String, CaseIterable { case rrf, scores }

    init(json: JSONObject) throws(KapellError) {
        self.init(
            vector: try json["vector"].map { value throws(KapellError) in try VectorRecord.vector(value) },
            text: try json.text("text"), readsSyntax: try json.flag("syntax"), filter: try json.filter(),
            limit: try json.whole("limit", in: 0...CollectionRoutes.mostRecords) ?? 10,
            namespace: try json.namespace(), fusion: try Self.fusion(json),
            vectorWeight: try json.number("vector_weight", in: 0...1000) ?? 1,
            textWeight: try json.number("text_weight", in: 0...1000) ?? 1,
            depth: try json.whole("depth", in: 1...CollectionRoutes.mostRecords) ?? 100,
            diversity: try json.number("diversity", in: 0...1), groupsByParent: try json.flag("parents"),
            ef: try json.whole("ef", in: 1...100_000), isExact: try json.flag("exact"),
            parts: try json.parts(standard: [.text, .metadata]))
    }

    private static func fusion(_ json: JSONObject) throws(KapellError) -> Fusion {
        switch try CollectionJSON.choice(json, "fusion", of: FusionName.self) ?? .rrf {
        case .rrf: .reciprocalRank(k: try json.number("k", in: 0...1_000_000) ?? 60)
        case .scores: .scores
        }
    }
}

extension VectorQueryResult {
    func json(_ parts: VectorRecordParts) -> JSONObject {
        ["matches": .array(matches.map { .object($0.json(parts)) }), "plan": .object(plan.json)]
    }
}

extension VectorQueryResult.Match {
    func json(_ parts: VectorRecordParts) -> JSONObject {
        var object = record.json(parts)
        object["score"] = .number(score)
        if let vectorRank { object["vector_rank"] = .integer(Int64(vectorRank)) }
        if let textRank { object["text_rank"] = .integer(Int64(textRank)) }
        return object
    }
}

extension VectorQueryResult.Plan {
    var json: JSONObject {
        [
            "name": .string(name), "exact": .bool(isExact), "visited": CollectionJSON.whole(visited),
            "available": CollectionJSON.whole(available), "depth": CollectionJSON.whole(depth),
            "sequence": CollectionJSON.sequence(sequence), "notes": .array(notes.map { .string($0) }),
        ]
    }
}

extension JSONObject {
    func namespace() throws(KapellError) -> String { try text("namespace") ?? "" }

    /// The condition under `filter`, in the language of Documentation/Filters.md.
    func filter() throws(KapellError) -> Filter? {
        guard let text = try self.text("filter") else { return nil }
        do { return try Filter(text) } catch { throw KapellError(error) }
    }

    func ids() throws(KapellError) -> [String] {
        guard let list = self["ids"]?.arrayValue else {
            throw KapellError(.invalidRequest, "`ids` is missing.", remedy: "Send it as a list of texts.")
        }
        var ids: [String] = []
        for value in list {
            guard let id = value.stringValue else {
                throw KapellError(.invalidRequest, "`ids` holds a value that is no text.")
            }
            ids.append(id)
        }
        guard ids.count <= CollectionRoutes.mostRecords else {
            throw KapellError(.tooLarge, "`ids` holds more than \(CollectionRoutes.mostRecords) ids.")
        }
        return ids
    }

    /// What answers carry: `include`, a list of `vector`, `text` and `metadata`.
    func parts(standard: VectorRecordParts = .all) throws(KapellError) -> VectorRecordParts {
        guard let value = self["include"], !value.isNull else { return standard }
        var parts: VectorRecordParts = []
        for name in value.arrayValue ?? [.null] {
            switch name.stringValue {
            case "vector": parts.insert(.vector)
            case "text": parts.insert(.text)
            case "metadata": parts.insert(.metadata)
            default:
                throw KapellError(.invalidRequest, "`include` must be a list of vector, text and metadata.")
            }
        }
        return parts
    }
}
