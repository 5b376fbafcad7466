import Hummingbird
import KapellCore
import KapellJSON
import KapellLocal

/// `/v1/models`.
struct ModelRoutes {
    let system: KapellSystem

    func add(to router: Router<KapellRequestContext>) {
        router.get("v1/models") { _, _ in
            Response.json(["object": "list", "data": .array(names.map { .object(entry($0)) })])
        }
        // A model's name holds a slash, so that it spans two parts of the path.
        router.get("v1/models/**") { _, context in
            // Clients send the slash as it is, or escaped.
            let name = context.parameters.getCatchAll().joined(separator: "/")
                .replacing("%2F", with: "/").replacing("%2f", with: "/")
            guard names.contains(name) else {
                throw KapellError(
                    .notFound, "There is no model \(name.prefix(100)).", remedy: "GET /v1/models lists all.")
            }
            return Response.json(entry(name))
        }
    }

    private var names: [String] { [system.chat.model, system.embedder.model] }

    private func entry(_ name: String) -> JSONObject {
        [
            "id": .string(name), "object": "model", "created": 0,
            "owned_by": .string(String(name.split(separator: "/").first ?? "local")),
        ]
    }
}
