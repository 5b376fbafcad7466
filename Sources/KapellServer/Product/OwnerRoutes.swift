import Hummingbird
import KapellCore
import KapellJSON

/// What only the socket in the store's folder offers, to the user who owns it: indexing files by their paths.
struct OwnerRoutes {
    let system: KapellSystem

    func add(to router: Router<KapellRequestContext>) {
        router.post("kapell/v1/knowledge/:name/ingest") { request, context in
            let body = try await JSONBody.object(of: request)
            let name = try context.parameters.require("name")
            let paths = (body["paths"]?.arrayValue ?? []).compactMap(\.stringValue)
            guard paths.allSatisfy({ $0.hasPrefix("/") }) else {
                throw KapellError(.invalidRequest, "Paths must be absolute.")
            }
            _ = try system.knowledge(name)
            let engine = LocalEngine(system)
            return Response.events(for: context) { writer in try await writer.forward(engine.ingest(paths, into: name))
            }
        }
    }
}
