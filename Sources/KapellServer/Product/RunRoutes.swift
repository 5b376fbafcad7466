import Hummingbird
import KapellCore
import KapellJSON

/// `/kapell/v1/runs`: what happened.
struct RunRoutes {
    let system: KapellSystem
    /// What clients are not told; `nil` for the commands of this user.
    let paths: ClientPaths?

    func add(to router: Router<KapellRequestContext>) {
        router.get("kapell/v1/runs") { request, _ in
            let limit = request.uri.queryParameters["limit"].flatMap { Int($0) } ?? 20
            await system.journal.flush()
            let runs = try await system.journal.runs(limit: min(max(1, limit), 1000), before: nil)
            return Response.json(told(["runs": .array(runs.map { .object($0.json) })]))
        }
        router.get("kapell/v1/runs/:id") { _, context in
            let text = try context.parameters.require("id")
            await system.journal.flush()
            guard let id = RunID(text), let run = try await system.journal.run(id) else {
                throw KapellError(
                    .notFound, "There is no run \(text.prefix(60)).", remedy: "List them: GET /kapell/v1/runs")
            }
            return Response.json(told(run.json))
        }
    }

    private func told(_ object: JSONObject) -> JSONObject { paths?.hidden(in: object) ?? object }
}
