import Hummingbird
import KapellCore
import KapellJSON

/// `/kapell/v1/checkpoints`: checkpoints of graphs of other frameworks, such as LangGraph.
///
/// Names of threads are others' and may hold anything, so they travel in bodies and never in paths.
struct CheckpointRoutes {
    let shelf: CheckpointShelf

    /// Bytes of a body with values.
    static let valuesLimit = 64_000_000

    func add(to router: Router<KapellRequestContext>) {
        let group = router.group("kapell/v1/checkpoints")
        group.post { request, _ in try await put(request) }
        group.post("writes") { request, _ in
            let body = try await Self.fields(
                request, ["thread", "namespace", "id", "task", "path", "writes"], limit: Self.valuesLimit)
            let writes = try CheckpointJSON.writes(body)
            try await shelf.store().put(writes, after: try body.required("id"), in: try CheckpointJSON.place(body))
            return Response.json(["written": .integer(Int64(writes.count))], status: .created)
        }
        group.post("get") { request, context in
            let body = try await Self.fields(request, ["thread", "namespace", "id"])
            let (place, id) = (try CheckpointJSON.place(body), try body.text("id"))
            let store = try await shelf.store()
            let found = try await context.whileClientWaits { try await store.checkpoint(id, in: place) }
            return Response.json(["checkpoint": found.map(CheckpointJSON.json) ?? .null])
        }
        group.post("list") { request, context in
            let names = ["thread", "namespace", "id", "before", "metadata", "limit", "after"]
            let query = try CheckpointJSON.query(try await Self.fields(request, names))
            let store = try await shelf.store()
            let page = try await context.whileClientWaits { try await store.checkpoints(query) }
            return Response.json([
                "checkpoints": .array(page.checkpoints.map(CheckpointJSON.json)),
                "next": page.next.map { .string($0.description) } ?? .null,
            ])
        }
        group.post("copy") { request, _ in
            let body = try await Self.fields(request, ["thread", "to"])
            let count = try await shelf.store().copy(thread: try body.required("thread"), to: try body.required("to"))
            return Response.json(["copied": .integer(Int64(count))], status: .created)
        }
        group.post("prune") { request, _ in
            let body = try await Self.fields(request, ["threads"])
            return Self.removed(try await shelf.store().prune(threads: try CheckpointJSON.texts(body, "threads")))
        }
        group.post("erase") { request, _ in try await erase(try await Self.fields(request, ["threads", "runs"])) }
    }

    private func put(_ request: Request) async throws -> Response {
        let body = try await Self.fields(
            request,
            ["thread", "namespace", "id", "parent", "checkpoint", "metadata", "versions", "values", "deltas"],
            limit: Self.valuesLimit)
        let (checkpoint, values) = try CheckpointJSON.checkpoint(body)
        try await shelf.store().put(checkpoint, values: values)
        return Response.json(
            [
                "thread": .string(checkpoint.place.thread), "namespace": .string(checkpoint.place.namespace),
                "id": .string(checkpoint.id),
            ], status: .created)
    }

    private func erase(_ body: JSONObject) async throws -> Response {
        guard (body["threads"] == nil) != (body["runs"] == nil) else {
            throw KapellError(
                .invalidRequest, "It is not said what to erase.", remedy: "Send either `threads` or `runs`, a list.")
        }
        if body["runs"] != nil {
            return Self.removed(try await shelf.store().erase(runs: try CheckpointJSON.texts(body, "runs")))
        }
        return Self.removed(try await shelf.store().erase(threads: try CheckpointJSON.texts(body, "threads")))
    }

    private static func fields(
        _ request: Request, _ names: [String], limit: Int = JSONBody.limit
    ) async throws -> JSONObject {
        let body = try await JSONBody.object(of: request, limit: limit)
        try body.only(names)
        return body
    }

    private static func removed(_ count: Int) -> Response { Response.json(["removed": .integer(Int64(count))]) }
}
