import Hummingbird
import KapellCollections
import KapellCore
import KapellJSON
import KapellVectors

/// `/kapell/v1/collections/{name}/migrations`: a collection's way to the vectors of another model. ``MigrationService``
/// feeds the new space.
struct MigrationRoutes {
    let system: KapellSystem

    func add(to router: Router<KapellRequestContext>) {
        let group = router.group("kapell/v1/collections/:name/migrations")
        group.get { _, context in
            Response.json(try await migration(context).status().json)
        }
        group.post { request, context in
            let target = try await target(await JSONBody.object(of: request))
            let migration = try await system.vectors.beginMigration(
                of: context.parameters.require("name"), to: target)
            return Response.json(try await migration.status().json, status: .created)
        }
        group.delete { request, context in
            let accepts = request.uri.queryParameters["accept_loss"].map { $0 == "true" } ?? false
            try await migration(context).abandon(acceptsLoss: accepts)
            return Response(status: .noContent)
        }
        post(group, "pause") { migration, _ in
            try await migration.pause()
            return try await migration.status().json
        }
        post(group, "resume") { migration, _ in
            try await migration.pause(false)
            return try await migration.status().json
        }
        post(group, "compare") { try await compare($0, $1) }
        post(group, "cutover") { migration, body in
            let model = try await model(migration, body)
            return try await migration.cutOver(model, acceptsMissing: body.flag("accept_missing")).json
        }
        post(group, "rollback") { migration, body in
            let model = try await model(migration, body)
            return try await migration.rollBack(model, acceptsMissing: body.flag("accept_missing")).json
        }
        post(group, "finish") { migration, body in
            try await migration.finish(acceptsLoss: body.flag("accept_loss"))
            return ["collection": .string(migration.collection), "finished": true]
        }
    }

    private func post(
        _ group: RouterGroup<KapellRequestContext>, _ path: String,
        _ work: @escaping @Sendable (CollectionMigration, JSONObject) async throws -> JSONObject
    ) {
        group.post("\(path)") { request, context in
            let migration = try await migration(context)
            let body = try await JSONBody.object(of: request)
            return Response.json(try await context.whileClientWaits { try await work(migration, body) })
        }
    }

    private func migration(_ context: KapellRequestContext) async throws -> CollectionMigration {
        try await system.vectors.migration(of: context.parameters.require("name"))
    }

    /// `model`, or what is known of vectors that come by hand.
    private func target(_ body: JSONObject) async throws -> MigrationTarget {
        let name = try body.text("space")
        let dimensions = try body.whole("dimensions", in: 1...65_536)
        let metric = try CollectionJSON.choice(body, "metric", of: VectorMetric.self)
        if let model = try body.text("model") {
            var target = try await MigrationTarget(name: name, of: system.collectionModels.named(model))
            guard dimensions == nil || dimensions == target.dimensions else {
                throw KapellError(
                    .invalidRequest, "Vectors of \(model) have \(target.dimensions) components; leave `dimensions` out."
                )
            }
            target.metric = metric ?? .cosine
            return target
        }
        guard let dimensions else {
            throw KapellError(
                .invalidRequest, "`model` is missing.",
                remedy: "Name the model to go to, or say `dimensions` and send the vectors yourself.")
        }
        return MigrationTarget(
            name: name, dimensions: dimensions, metric: metric ?? .cosine,
            fingerprint: try body.text("fingerprint") ?? "")
    }

    /// The model of the space that is to serve; none where it is said that it is to be had no more.
    private func model(_ migration: CollectionMigration, _ body: JSONObject) async throws -> (any EmbeddingBackend)? {
        if try body.flag("without_model") { return nil }
        let other = try await migration.spaces().other
        return try await system.collectionModels.embedder(of: other, in: migration.collection)
    }

    private func compare(_ migration: CollectionMigration, _ body: JSONObject) async throws -> JSONObject {
        guard let list = body["queries"]?.arrayValue else {
            throw KapellError(
                .invalidRequest, "`queries` is missing.",
                remedy: "Send it as a list of {\"text\", \"relevant\", \"filter\", \"namespace\"}.")
        }
        let queries = try list.map { try PinnedQuery(json: $0) }
        let spaces = try await migration.spaces()
        func model(_ space: MigrationSpace) async throws -> any EmbeddingBackend {
            guard let model = try await system.collectionModels.embedder(of: space, in: migration.collection) else {
                throw KapellError(
                    .conflict, "No model is known that embeds questions for the space \(space.name).",
                    remedy: "Search both spaces with vectors of your own: `space` in a query names one.")
            }
            return model
        }
        return try await migration.compare(
            queries, k: body.whole("k", in: 1...1_000) ?? 10, serving: model(spaces.serving),
            other: model(spaces.other)
        ).json
    }
}
