import KapellJSON

/// The routes of collections in OpenAPI.
enum OpenAPICollections {
    static let paths: JSONObject = [
        "/kapell/v1/collections": [
            "get": .object(operation("listCollections", "Lists collections of vectors.", schema: "CollectionList")),
            "post": .object(
                operation(
                    "createCollection", "Makes a collection.", body: "CollectionOptions", schema: "Collection",
                    errors: ["400", "409"], status: "201")),
        ],
        "/kapell/v1/collections/{name}": [
            "parameters": [name],
            "get": .object(
                operation(
                    "showCollection", "Shows a collection and its namespaces.", schema: "Collection", errors: gone)),
            "delete": .object(
                operation("dropCollection", "Removes a collection with its records.", errors: gone, status: "204")),
        ],
        "/kapell/v1/collections/{name}/statistics": [
            "parameters": [name],
            "get": .object(
                operation(
                    "collectionStatistics", "A collection and its namespaces in numbers.",
                    schema: "CollectionStatistics", errors: gone)),
        ],
        "/kapell/v1/collections/{name}/namespaces/{namespace}": [
            "parameters": [
                name,
                [
                    "name": "namespace", "in": "path", "required": true, "schema": ["type": "string"],
                    "description": "The namespace.",
                ],
            ],
            "delete": .object(
                operation("dropNamespace", "Removes a namespace with its records.", errors: gone, status: "204")),
        ],
        "/kapell/v1/collections/{name}/records": post(
            "upsertRecords", "Writes records, and replaces those with the same ids: all or none.", "RecordBatch",
            "Written"),
        "/kapell/v1/collections/{name}/records/get": post(
            "getRecords", "The records with these ids.", "RecordSelection", "Records"),
        "/kapell/v1/collections/{name}/records/delete": post(
            "deleteRecords", "Removes records, by ids or by a filter.", "RecordSelection", "Deleted"),
        "/kapell/v1/collections/{name}/records/count": post(
            "countRecords", "How many records match.", "RecordSelection", "Count"),
        "/kapell/v1/collections/{name}/records/scroll": post(
            "scrollRecords", "All records that match, page by page, by their ids.", "Scroll", "Records"),
        "/kapell/v1/collections/{name}/query": post(
            "queryCollection", "Finds the nearest records, those with the best words, or both.", "CollectionQuery",
            "CollectionMatches"),
    ]

    static let schemas: JSONObject = [
        "CollectionOptions": Schema.object(
            [
                "name": Schema.text, "dimensions": Schema.whole, "model": Schema.text, "metric": metric,
                "language": ["type": "string", "enum": ["none", "en", "de", "fr", "es"]], "analyzer": Schema.text,
                "fingerprint": Schema.text,
            ], optional: ["dimensions", "model", "metric", "language", "analyzer", "fingerprint"]),
        "Collection": Schema.object(
            [
                "name": Schema.text, "dimensions": Schema.whole, "metric": metric, "fingerprint": Schema.text,
                "analyzer": Schema.orNull(Schema.text),
                "space": Schema.text, "model": Schema.orNull(Schema.text),
                "namespaces": ["type": "object", "additionalProperties": Schema.whole],
            ], optional: ["space", "model", "namespaces"]),
        "CollectionStatistics": Schema.object([
            "name": Schema.text, "records": Schema.whole, "open_namespaces": Schema.whole,
            "resident_bytes": Schema.whole, "graph": Schema.ref("GraphStatistics"),
            "namespaces": [
                "type": "object",
                "additionalProperties": Schema.object([
                    "records": Schema.orNull(Schema.whole), "open": Schema.flag, "resident_bytes": Schema.whole,
                    "graph": ["anyOf": [Schema.ref("GraphStatistics"), ["type": "null"]]],
                ]),
            ],
        ]),
        "GraphStatistics": Schema.object([
            "vectors": Schema.whole, "tombstones": Schema.whole, "free": Schema.whole, "unreachable": Schema.whole,
            "rescued": Schema.whole,
        ]),
        "CollectionList": Schema.object(["collections": Schema.list(Schema.ref("Collection"))]),
        "Record": Schema.object(
            [
                "id": Schema.text, "vector": Schema.list(["type": "number"]), "text": Schema.orNull(Schema.text),
                "metadata": ["type": "object"], "parent": Schema.text,
            ], optional: ["vector", "text", "metadata", "parent"]),
        "RecordBatch": Schema.object(
            ["records": Schema.list(Schema.ref("Record")), "namespace": Schema.text, "space": Schema.text],
            optional: ["namespace", "space"]),
        "Written": Schema.object(["written": Schema.whole, "sequence": Schema.orNull(Schema.whole)]),
        "RecordSelection": Schema.object(
            [
                "ids": Schema.list(Schema.text), "filter": Schema.text, "namespace": Schema.text, "include": include,
            ], optional: ["ids", "filter", "namespace", "include"]),
        "Scroll": Schema.object(
            [
                "after": Schema.text, "limit": Schema.whole, "filter": Schema.text, "namespace": Schema.text,
                "include": include,
            ], optional: ["after", "limit", "filter", "namespace", "include"]),
        "Records": Schema.object(
            ["records": Schema.list(Schema.ref("Record")), "next": Schema.orNull(Schema.text)], optional: ["next"]),
        "Deleted": Schema.object(["deleted": Schema.orNull(Schema.whole)]),
        "Count": Schema.object(["count": Schema.whole]),
        "CollectionQuery": Schema.object(
            [
                "vector": Schema.list(["type": "number"]), "embed": Schema.text, "text": Schema.text,
                "syntax": Schema.flag, "filter": Schema.text, "limit": Schema.whole, "namespace": Schema.text,
                "fusion": ["type": "string", "enum": ["rrf", "scores"]], "k": ["type": "number"],
                "vector_weight": ["type": "number"], "text_weight": ["type": "number"], "depth": Schema.whole,
                "diversity": ["type": "number", "minimum": 0, "maximum": 1], "parents": Schema.flag,
                "ef": Schema.whole, "exact": Schema.flag, "rerank": Schema.text, "include": include,
                "space": Schema.text,
            ],
            optional: [
                "vector", "embed", "text", "syntax", "filter", "limit", "namespace", "fusion", "k", "vector_weight",
                "text_weight", "depth", "diversity", "parents", "ef", "exact", "rerank", "include", "space",
            ]),
        "CollectionMatches": Schema.object([
            "matches": Schema.list(["type": "object", "required": ["id", "score"]]),
            "plan": Schema.ref("SearchPlan"),
        ]),
        "SearchPlan": Schema.object([
            "name": Schema.text, "exact": Schema.flag, "visited": Schema.orNull(Schema.whole),
            "available": Schema.orNull(Schema.whole), "depth": Schema.orNull(Schema.whole),
            "sequence": Schema.orNull(Schema.whole), "notes": Schema.list(Schema.text),
        ]),
    ]

    private typealias Schema = OpenAPISchemas
    private static let gone = ["404"]
    static let name = OpenAPIPaths.name("The collection.")
    static let metric: JSONValue = ["type": "string", "enum": ["cosine", "dot", "l2"]]
    private static let include: JSONValue = [
        "type": "array", "items": ["type": "string", "enum": ["vector", "text", "metadata"]],
    ]

    private static func post(_ id: String, _ summary: String, _ body: String, _ schema: String) -> JSONValue {
        [
            "parameters": [name],
            "post": .object(operation(id, summary, body: body, schema: schema, errors: ["400", "404", "413"])),
        ]
    }

    /// An operation whose answer is without a body when it has no schema.
    static func operation(
        _ id: String, _ summary: String, body: String? = nil, schema: String? = nil, errors: [String] = [],
        status: String = "200"
    ) -> JSONObject {
        var object = OpenAPIPaths.operation(
            id, summary, "collections", body: body, schema: schema ?? "Any", errors: errors)
        guard var responses = object["responses"]?.objectValue, status != "200" else { return object }
        var whole = JSONObject()
        whole[status] = schema == nil ? ["description": "It is done."] : responses["200"] ?? .null
        responses["200"] = nil
        whole.merge(responses)
        object["responses"] = .object(whole)
        return object
    }
}
