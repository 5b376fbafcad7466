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
        group.get(":name/statistics") { _, context in
            let statistics = try await system.vectors.statistics(of: context.parameters.require("name"))
            return Response.json(CollectionMetrics.json(statistics))
        }
        group.delete(":name") { _, context in
            let name = try context.parameters.require("name")
            try await system.vectors.drop(name)
            system.collectionModels.forget(name)
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
        group.post(":name/query") { request, context in
            let body = try await JSONBody.object(of: request)
            let query = try VectorQuery(json: body)
            if let answer = try await brief(query, body, context) { return answer }
            return try await withTaskExecutorPreference(globalConcurrentExecutor) {
                let collection = try await collection(context)
                return Response.json(try await context.whileClientWaits { try await answer(query, collection, body) })
            }
        }
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
        let model = try body.text("model").map { name throws(KapellError) in try system.collectionModels.named(name) }
        let options = try await VectorCollectionOptions(json: body, embedder: model, own: system.embedder.model)
        let collection = try await system.vectors.create(options, model: model?.model)
        system.collectionModels.forget(options.name)
        return Response.json(collection.options.json, status: .created)
    }

    private func show(_ context: KapellRequestContext) async throws -> Response {
        let collection = try await collection(context)
        var object = collection.options.json
        if let local = collection as? LocalCollection {
            object["space"] = .string(local.space)
            object["model"] = local.model.map { .string($0) } ?? .null
        }
        var namespaces = JSONObject()
        for name in try await collection.namespaces() where name != EmbeddingSpace.namespace {
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
        if let migration = try await other(collection, body) {
            let sequence = try await migration.upsert(records, namespace: body.namespace())
            return ["written": .integer(Int64(records.count)), "sequence": CollectionJSON.sequence(sequence)]
        }
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
        try await system.collectionModels.embedder(for: collection).embed(texts).vectors
    }

    /// The migration whose space the request names, where that is not the one that serves.
    ///
    /// - Throws: `notFound` for a space that there is not.
    private func other(
        _ collection: any VectorCollection, _ body: JSONObject
    ) async throws -> CollectionMigration? {
        guard let space = try body.text("space"), let local = collection as? LocalCollection, space != local.space
        else { return nil }
        let migration = try? await system.vectors.migration(of: local.options.name)
        let other = try await migration?.spaces().other.name
        guard let migration, other == space else {
            throw KapellError(
                .notFound, "The collection \(local.options.name) has no space \(space.prefix(80)).",
                remedy: "It has " + [local.space, other].compactMap { $0 }.joined(separator: " and ") + ".")
        }
        return migration
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

    static func isQuery(_ path: String) -> Bool {
        path.hasPrefix("/kapell/v1/collections/") && path.hasSuffix("/query")
    }

    /// The answer to a query that is answered at once, on the connection's own thread; `nil` for any other.
    private func brief(
        _ query: VectorQuery, _ body: JSONObject, _ context: KapellRequestContext
    ) async throws -> Response? {
        guard body["embed"] == nil, body["rerank"] == nil, body["space"] == nil,
            let collection = system.vectors.brief(query, of: try context.parameters.require("name"))
        else { return nil }
        return Response.json(try await collection.query(query).json(query.parts))
    }

    private func answer(
        _ asked: VectorQuery, _ collection: any VectorCollection, _ body: JSONObject
    ) async throws -> JSONObject {
        var query = asked
        let migration = try await other(collection, body)
        if let text = try body.text("embed") {
            guard query.vector == nil else {
                throw KapellError(.invalidRequest, "Send either `vector` or `embed`, not both.")
            }
            query.vector = try await vector(of: text, for: collection, migration)
        }
        guard query.vector != nil || query.text != nil else {
            throw KapellError(
                .invalidRequest, "There is nothing to search by.",
                remedy: "Send `vector`, `embed` (a text that becomes a vector here), `text` (words), or both.")
        }
        if let migration {
            guard body["rerank"] == nil else {
                throw KapellError(
                    .invalidRequest, "`rerank` is for the space that serves.", remedy: "Leave out `space` or `rerank`.")
            }
            return try await migration.query(query).json(query.parts)
        }
        guard let model = try body.text("rerank") else {
            return try await collection.query(query).json(query.parts)
        }
        let reranking = RerankingCollection(collection, reranker: try system.gateway.directory.reranker(model))
        return try await reranking.query(query).json(query.parts)
    }

    /// A question's vector, of the model of the space that is asked.
    private func vector(
        of text: String, for collection: any VectorCollection, _ migration: CollectionMigration?
    ) async throws -> [Float]? {
        guard let migration else { return try await vectors(of: [text], for: collection).first }
        let space = try await migration.spaces().other
        guard let model = try await system.collectionModels.embedder(of: space, in: migration.collection) else {
            throw KapellError(
                .conflict, "No model is known that embeds for the space \(space.name).", remedy: "Send `vector`.")
        }
        return try await model.embed([text]).vectors.first
    }
}
