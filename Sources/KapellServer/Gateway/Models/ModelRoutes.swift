import HTTPTypes
import Hummingbird
import KapellCore
import KapellJSON
import KapellLocal

/// The lists of models, as the clients of each provider read them.
struct ModelRoutes {
    let system: KapellSystem

    func add(to router: Router<KapellRequestContext>) {
        router.get("v1/models") { request, _ in
            Response.json(isAnthropic(request) ? ModelList.anthropic(names) : ModelList.openAI(names))
        }
        // A model's name holds a slash, so that it spans two parts of the path.
        router.get("v1/models/**") { request, context in
            let name = try known(context)
            return Response.json(isAnthropic(request) ? ModelList.anthropic(name) : ModelList.openAI(name))
        }
        router.get("v1beta/models") { _, _ in Response.json(ModelList.gemini(names)) }
        router.get("v1beta/models/**") { _, context in Response.json(ModelList.gemini(try known(context))) }
        OllamaModelRoutes(system: system, names: names).add(to: router)
    }

    /// OpenAI's and Anthropic's clients share the path; only the latter send their version.
    private func isAnthropic(_ request: Request) -> Bool {
        HTTPField.Name("anthropic-version").map { request.headers[$0] != nil } ?? false
    }

    private func known(_ context: KapellRequestContext) throws(KapellError) -> String {
        // Clients send the slash as it is, or escaped.
        let name = GatewayPath.unescaped(context.parameters.getCatchAll().joined(separator: "/"))
        guard names.contains(name) else {
            throw KapellError(.notFound, "There is no model \(name.prefix(100)).", remedy: "GET /v1/models lists all.")
        }
        return name
    }

    private var names: [String] { system.gateway.directory.names + [system.embedder.model] }
}
