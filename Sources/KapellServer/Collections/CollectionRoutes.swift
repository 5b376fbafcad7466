import Hummingbird
import KapellCollections
import KapellCore
import KapellJSON
import KapellLocal
import KapellVectors

/// `/kapell/v1/collections`: collections of vectors, and the records in them.
struct CollectionRoutes {
    let system: KapellSystem

    /// Bytes of a body of records.
    static let recordsLimit = 64_000_000
    /// Records of one answer.
    static let mostRecords = 10_000

    func add(to router: Router<KapellRequestContext>) {
        let group = router.group("kapell/v1/collections")
        group.get { _, _ in try await list() }
        group.post { request, _ in try await create(await JSONBody.object(of: request)) }
        group.get(":name") { _, context in try await show(context) }
        group.delete(":name") { _, context in
            try await system.vectors.drop(context.parameters.require("name"))
            return Response(status: .noContent)
        }
        group.delete(":name/namespaces/:namespace") { _, context in
            let collection = try await collection(context)
            try await collection.drop(namespace: context.parameters.require("namespace"))
            return Response(status: .noContent)
        }
        post(group, "records", limit: Self.recordsLimit) { try await upsert($0, $1) }
        post(group, "records/get") { try await get($0, $1) }
        post(group, "records/delete") { try await delete($0, $1) }
        post(group, "records/count") { collection, body in
            let count = try await collection.count(where: body.filter(), namespace: body.namespace())
            return ["count": .integer(Int64(count))]
        }
        post(group, "records/scroll") { try await scroll($0, $1) }
        post(group, "query") { try await query($0, $1) }
    }

    private func post(
        _ group: RouterGroup<KapellRequestContext>, _ path: String, limit: Int = JSONBody.limit,
        _ work: @escaping @Sendable (any VectorCollection, JSONObject) async throws -> JSONObject
    ) {
        group.post(":name/\(path)") { request, context in
            let collection = try await collection(context)
            let body = try await JSONBody.object(of: request, limit: limit)
            return Response.json(try await context.whileClientWaits { try await work(collection, body) })
        }
    }

    private func collection(_ context: KapellRequestContext) async throws -> any VectorCollection {
        try await system.vectors.collection(context.parameters.require("name"))
    }

    // MARK: Collections

    private func list() async throws -> Response {
        Response.json(["collections": .array(try await system.vectors.collections().map { .object($0.json) })])
    }

    private func create(_ body: JSONObject) async throws -> Response {
        let options = try await VectorCollectionOptions(json: body, embedder: system.embedder)
        let collection = try await system.vectors.create(options)
        return Response.json(collection.options.json, status: .created)
    }

    private func show(_ context: KapellRequestContext) async throws -> Response {
        let collection = try await collection(context)
        var object = collection.options.json
        var namespaces = JSONObject()
        for name in try await collection.namespaces() {
            namespaces[name] = .integer(Int64(try await collection.count(where: nil, namespace: name)))
        }
        object["namespaces"] = .object(namespaces)
        return Response.json(object)
    }

    // MARK: Records

    private func upsert(_ collection: any VectorCollection, _ body: JSONObject) async throws -> JSONObject {
        guard let list = body["records"]?.arrayValue else {
            throw KapellError(.invalidRequest, "`records` is missing.", remedy: "Send it as a list of records.")
        }
        var records = try list.map { try VectorRecord(json: $0) }
        try await embed(&records, for: collection)
        let sequence = try await collection.upsert(records, namespace: body.namespace())
        return ["written": .integer(Int64(records.count)), "sequence": CollectionJSON.sequence(sequence)]
    }

    /// Gives records that have a text and no vector the project's own model's.
    private func embed(_ records: inout [VectorRecord], for collection: any VectorCollection) async throws {
        let places = records.indices.filter { records[$0].vector.isEmpty && records[$0].text != nil }
        guard !places.isEmpty else { return }
        let vectors = try await vectors(of: places.map { records[$0].text ?? "" }, for: collection)
        for (place, vector) in zip(places, vectors) { records[place].vector = vector }
    }

    private func vectors(of texts: [String], for collection: any VectorCollection) async throws -> [[Float]] {
        // A model that is not needed is not loaded.
        let own = collection.options.fingerprint
        guard !own.isEmpty, try await system.embedder.fingerprint() == own else {
            throw KapellError(
                .conflict, "The collection \(collection.options.name) was not made for \(system.embedder.model).",
                remedy: "Send `vector`, or make the collection with `\"model\": \"\(system.embedder.model)\"`.")
        }
        return try await system.embedder.embed(texts).vectors
    }

    private func get(_ collection: any VectorCollection, _ body: JSONObject) async throws -> JSONObject {
        let (ids, parts) = (try body.ids(), try body.parts())
        let records = try await collection.records(ids: ids, namespace: body.namespace(), parts: parts)
        return ["records": .array(records.map { .object($0.json(parts)) })]
    }

    private func delete(_ collection: any VectorCollection, _ body: JSONObject) async throws -> JSONObject {
        let namespace = try body.namespace()
        let count: Int?
        switch (body["ids"], try body.filter()) {
        case (nil, let filter?): count = try await collection.delete(where: filter, namespace: namespace)
        case (_?, nil): count = try await collection.delete(ids: try body.ids(), namespace: namespace)
        default:
            throw KapellError(.invalidRequest, "Say what to delete: either `ids` or `filter`.")
        }
        return ["deleted": count.map { .integer(Int64($0)) } ?? .null]
    }

    private func scroll(_ collection: any VectorCollection, _ body: JSONObject) async throws -> JSONObject {
        let parts = try body.parts()
        let limit = try body.whole("limit", in: 1...Self.mostRecords) ?? 100
        let records = try await collection.scroll(
            after: body.text("after"), limit: limit, where: body.filter(), namespace: body.namespace(),
            parts: parts)
        let next = records.count == limit ? records.last.map { JSONValue.string($0.id) } : nil
        return ["records": .array(records.map { .object($0.json(parts)) }), "next": next ?? .null]
    }

    private func query(_ collection: any VectorCollection, _ body: JSONObject) async throws -> JSONObject {
        var query = try VectorQuery(json: body)
        if let text = try body.text("embed") {
            guard query.vector == nil else {
                throw KapellError(.invalidRequest, "Send either `vector` or `embed`, not both.")
            }
            query.vector = try await vectors(of: [text], for: collection).first
        }
        guard query.vector != nil || query.text != nil else {
            throw KapellError(
                .invalidRequest, "There is nothing to search by.",
                remedy: "Send `vector`, `embed` (a text that becomes a vector here), `text` (words), or both.")
        }
        guard let model = try body.text("rerank") else {
            return try await collection.query(query).json(query.parts)
        }
        let reranking = RerankingCollection(collection, reranker: try system.gateway.directory.reranker(model))
        return try await reranking.query(query).json(query.parts)
    }
}
