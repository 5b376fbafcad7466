import Hummingbird
import KapellCore
import KapellJSON
import KapellPrompts

/// `/kapell/v1/prompts`: list, show and run; and `/kapell/v1/openapi.json`, which describes them.
struct PromptRoutes {
    let system: KapellSystem
    /// What clients are not told; `nil` for the commands of this user.
    let paths: ClientPaths?
    let prompts: PromptService

    func add(to router: Router<KapellRequestContext>) {
        router.get("kapell/v1/openapi.json") { _, _ in
            Response.json(OpenAPIDocument(prompts: try prompts.served()).json)
        }
        let group = router.group("kapell/v1/prompts")
        group.get { _, _ in
            let list = try prompts.served().map { prompt -> JSONValue in
                var object = prompt.json
                object["built_in"] = .bool(prompt.source.isBuiltIn)
                return .object(object)
            }
            let problem = prompts.library.problem.map { paths?.hidden(in: $0) ?? $0 }
            return Response.json(["prompts": .array(list), "problem": problem?.json ?? .null])
        }
        group.get(":name") { _, context in try show(try context.parameters.require("name")) }
        group.post(":name") { request, context in
            try await run(await JSONBody.object(of: request), context.parameters.require("name"), context)
        }
    }

    private func show(_ name: String) throws -> Response {
        let prompt = try prompts.library.prompt(name)
        try prompts.archive.keep(prompt)
        var object = prompt.json
        object["built_in"] = .bool(prompt.source.isBuiltIn)
        object["text"] = .string(prompt.source.text)
        object["versions"] = .array(
            try prompts.archive.versions(of: name).map { entry in
                ["version": .string(entry.version.description), "recorded": .string(entry.recorded.description)]
            })
        object["last_run"] = JSONValue(try prompts.archive.last(of: name)?.description)
        return Response.json(object)
    }

    private func run(_ body: JSONObject, _ name: String, _ context: KapellRequestContext) async throws -> Response {
        let prompt = try prompts.library.prompt(name)
        if let other = body.keys.first(where: { $0 != "input" && $0 != "stream" }) {
            throw KapellError(
                .invalidRequest, "`\(other.prefix(60))` is not a field of this request.",
                remedy: "Send {\"input\": {…}, \"stream\": false}.")
        }
        guard let input = (body["input"] ?? .object([:])).objectValue else {
            throw KapellError(.invalidRequest, "`input` must be an object.", remedy: "Send {\"input\": {…}}.")
        }
        // Mistakes in the request are answered with their status, before the stream begins.
        let isStream = try body.flag("stream")
        let events = try prompts.stream(prompt, input: input)
        guard isStream else {
            return Response.json(
                try await context.whileClientWaits {
                    for try await event in events where event.name == "done" {
                        note(event.data)
                        return event.data
                    }
                    throw CancellationError()
                })
        }
        return .events(for: context) { writer in
            try await writer.forward(events, hiding: paths) { if $0.name == "done" { note($0.data) } }
        }
    }

    /// Counts the tokens for `/metrics`.
    private func note(_ result: JSONObject) {
        let labels = [("model", result["model"]?.stringValue ?? "")]
        for (metric, key) in [
            ("kapell_input_tokens_total", "input_tokens"), ("kapell_output_tokens_total", "output_tokens"),
        ] {
            system.counters.add(metric, labels, by: result["usage"]?[key]?.doubleValue ?? 0)
        }
    }
}
