import Hummingbird
import KapellCore
import KapellJSON

/// What only the socket in the store's folder offers, to the user who owns it: indexing files by their paths, documents
/// with all that was taken out of them, and what answers depend on.
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
        router.get("kapell/v1/knowledge/:name/documents/:id/source") { _, context in
            let (name, id) = (try context.parameters.require("name"), try context.parameters.require("id"))
            guard let id = Int64(id) else { throw KapellError(.notFound, "A document has a number.") }
            return Response.json(try await LocalEngine(system).source(of: id, in: name))
        }
        router.get("kapell/v1/knowledge/:name/account") { _, context in
            Response.json(try await LocalEngine(system).account(of: try context.parameters.require("name")))
        }
    }
}
