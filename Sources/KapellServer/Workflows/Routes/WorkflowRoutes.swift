import HTTPTypes
import Hummingbird
import KapellCore
import KapellJSON
import NIOCore

/// `/kapell/v1/workflows` and what runs of workflows have below `/kapell/v1/runs/{id}`.
struct WorkflowRoutes {
    let service: WorkflowService
    /// What clients are not told; `nil` for the commands of this user.
    let paths: ClientPaths?

    func add(to router: Router<KapellRequestContext>) {
        let workflows = router.group("kapell/v1/workflows")
        workflows.get { _, _ in try await json(.list) }
        workflows.get(":name") { _, context in try await json(.show(try context.parameters.require("name"))) }
        workflows.get(":name/graph.svg") { _, context in
            try await drawing(context.parameters.require("name"), nil, .svg)
        }
        workflows.get(":name/graph.mmd") { _, context in
            try await drawing(context.parameters.require("name"), nil, .mermaid)
        }
        workflows.post(":name/runs") { request, context in
            try await start(await JSONBody.object(of: request), context.parameters.require("name"), context)
        }
        router.post("kapell/v1/runs/erase") { request, _ in
            let body = try await fields(request, ["about"])
            let subject = try body.required("about")
            guard !subject.isEmpty else { throw KapellError(.invalidRequest, "`about` is empty.") }
            return try await json(.eraseAbout(subject))
        }
        let run = router.group("kapell/v1/runs/:id")
        run.get("status") { _, context in try await json(.status(try Self.run(context))) }
        run.get("state") { request, context in
            try await json(.state(try Self.run(context), at: try Self.event(request)))
        }
        run.get("test") { _, context in try await json(.testCase(try Self.run(context))) }
        run.get("interrupts") { _, context in try await json(.interrupts(try Self.run(context))) }
        run.get("graph.svg") { _, context in try await drawing(nil, try Self.run(context), .svg) }
        run.get("graph.mmd") { _, context in try await drawing(nil, try Self.run(context), .mermaid) }
        run.get("events") { request, context in try await events(request, try Self.run(context), context) }
        run.post("interrupts") { request, context in
            let body = try await fields(request, ["id", "value"])
            return try await answer(try Self.run(context), try body.required("id"), body)
        }
        changes(run)
    }

    private func changes(_ run: RouterGroup<KapellRequestContext>) {
        run.post("deliver") { request, context in
            let body = try await fields(request, ["event", "key", "value"])
            return try await json(
                .deliver(
                    try Self.run(context), event: try body.required("event"), key: try body.text("key") ?? "",
                    value: body["value"] ?? .null))
        }
        run.post("cancel") { _, context in try await json(.cancel(try Self.run(context))) }
        run.post("resume") { request, context in
            let body = try await fields(request, ["more"], isOptional: true)
            return try await json(
                .resume(try Self.run(context), more: try body.whole("more", in: 0...1_000_000_000) ?? 0))
        }
        run.post("fork") { request, context in
            let body = try await fields(request, ["at", "state", "start"], isOptional: true)
            return try await json(
                .fork(
                    try Self.run(context), at: try body.whole("at", in: 0...Int(Int32.max)), with: try Self.state(body),
                    start: try body.flag("start")), status: .created)
        }
        run.post("edit") { request, context in
            let body = try await fields(request, ["state"])
            return try await json(.edit(try Self.run(context), with: try Self.state(body)))
        }
        run.post("replay") { _, context in try await json(.replay(try Self.run(context))) }
        run.post("undo") { _, context in try await json(.undo(try Self.run(context))) }
        run.post("prune") { _, context in try await json(.prune(try Self.run(context))) }
        run.post("erase") { _, context in try await json(.erase(try Self.run(context))) }
    }

    private func json(_ call: WorkflowCall, status: HTTPResponse.Status = .ok) async throws -> Response {
        let result = try await service.perform(call)
        return Response.json(paths?.hidden(inErrorsOf: result) ?? result, status: status)
    }

    private func start(_ body: JSONObject, _ name: String, _ context: KapellRequestContext) async throws -> Response {
        try body.only(["input", "id", "about", "stream"])
        guard let input = (body["input"] ?? .object([:])).objectValue else {
            throw KapellError(.invalidRequest, "`input` must be an object.", remedy: "Send {\"input\": {…}}.")
        }
        var id: RunID?
        if let text = try body.text("id") {
            guard let named = RunID(text) else {
                throw KapellError(
                    .invalidRequest, "`id` is no name of a run.",
                    remedy: "Leave it out, or send a ULID of 26 characters.")
            }
            id = named
        }
        let isStream = try body.flag("stream")
        let begun = try await service.perform(.start(name, input: input, id: id, about: try body.text("about")))
        guard isStream, let run = begun["run"]?.stringValue.flatMap({ RunID($0) }) else {
            return Response.json(begun, status: .accepted)
        }
        return .events(for: context) { [service, paths] writer in
            try await writer.send(WireEvent("run", begun).sse)
            try await writer.forward(service.events(of: run, after: nil, follows: false), hiding: paths)
        }
    }

    private func events(_ request: Request, _ run: RunID, _ context: KapellRequestContext) async throws -> Response {
        // A run that is not there is answered with its status, before the stream begins.
        _ = try await service.perform(.interrupts(run))
        let query = request.uri.queryParameters
        let last = HTTPField.Name("last-event-id").flatMap { request.headers[$0] } ?? query["after"].map { String($0) }
        let follows = query["follow"] == "true"
        return .events(for: context) { [service, paths] writer in
            try await writer.forward(service.events(of: run, after: last, follows: follows), hiding: paths)
        }
    }

    private func answer(_ run: RunID, _ id: String, _ body: JSONObject) async throws -> Response {
        guard let value = body["value"] else {
            throw KapellError(.invalidRequest, "`value` is missing.", remedy: "Send {\"value\": …}.")
        }
        let outcome = try await service.perform(.answer(run, id: id, value: value))
        let status: HTTPResponse.Status =
            switch outcome["outcome"]?.stringValue {
            case "accepted": .ok
            case "wrong_schema": .badRequest
            default: .conflict
            }
        return Response.json(outcome, status: status)
    }

    private func drawing(_ workflow: String?, _ run: RunID?, _ format: GraphFormat) async throws -> Response {
        let text = try await service.graph(workflow, run: run, format: format)
        return Response(
            status: .ok,
            headers: [
                .contentType: format == .svg ? "image/svg+xml" : "text/plain; charset=utf-8",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'",
                .xContentTypeOptions: "nosniff", .cacheControl: "no-store",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func fields(
        _ request: Request, _ names: [String], isOptional: Bool = false
    ) async throws -> JSONObject {
        if isOptional, request.headers[.contentLength] == "0" || request.headers[.contentType] == nil { return [:] }
        let body = try await JSONBody.object(of: request)
        try body.only(names)
        return body
    }

    private static func state(_ body: JSONObject) throws(KapellError) -> JSONObject {
        guard let state = (body["state"] ?? .object([:])).objectValue else {
            throw KapellError(.invalidRequest, "`state` must be an object of channels.")
        }
        return state
    }

    private static func run(_ context: KapellRequestContext) throws -> RunID {
        let text = try context.parameters.require("id")
        guard let run = RunID(text) else {
            throw KapellError(
                .notFound, "There is no run \(text.prefix(60)).", remedy: "List them: GET /kapell/v1/runs")
        }
        return run
    }

    private static func event(_ request: Request) throws(KapellError) -> Int? {
        guard let text = request.uri.queryParameters["at"] else { return nil }
        guard let event = Int(text), event >= 0 else {
            throw KapellError(.invalidRequest, "`at` must be the number of an event.")
        }
        return event
    }
}
