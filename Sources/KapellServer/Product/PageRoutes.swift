import Hummingbird
import KapellCore
import KapellDocuments
import KapellJSON
import KapellKnowledge
import NIOCore

/// `/kapell/v1/knowledge/{name}/documents/{id}/pages/{page}` and `…/places`: documents as a reader sees them.
struct PageRoutes {
    let system: KapellSystem

    func add(to router: Router<KapellRequestContext>) {
        let document = router.group("kapell/v1/knowledge/:name/documents/:id")
        document.get("pages/:page") { request, context in
            let (base, record) = try await system.document(context)
            let page = try Self.number(context.parameters.require("page"), "the page")
            let side = try request.uri.queryParameters["side"].map { try Self.number(String($0), "side") } ?? 1_400
            let part = try request.uri.queryParameters["part"].map { try Self.number(String($0), "part") }
            let image = try await context.whileClientWaits {
                try await base.image(ofPage: page, ofPart: part, in: record, side: side)
            }
            return Response(
                status: .ok,
                headers: [
                    .contentType: image.mediaType, .cacheControl: "private, max-age=3600",
                    .xContentTypeOptions: "nosniff", .contentSecurityPolicy: "default-src 'none'; sandbox",
                ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: image.bytes)))
        }
        document.get("places") { request, context in
            let (base, record) = try await system.document(context)
            let query = request.uri.queryParameters
            let start = try Self.number(query["start"].map { String($0) } ?? "", "start")
            let end = try Self.number(query["end"].map { String($0) } ?? "", "end")
            guard start <= end else {
                throw KapellError(.invalidRequest, "`start` must not lie behind `end`.")
            }
            let places = try await context.whileClientWaits {
                try await base.places(of: ByteSpan(start: start, end: end), in: record)
            }
            let parts = try await system.store.parts(of: record.id)
            return Response.json(
                ["places": .array(places.map { Self.json($0, part: parts.innermost(at: $0.span.start)) })])
        }
    }

    private static func number(_ text: String, _ name: String) throws(KapellError) -> Int {
        guard let number = Int(text), number >= 0 else {
            throw KapellError(
                .invalidRequest, "`\(name)` must be a whole number, not \u{201C}\(text.prefix(20))\u{201D}.")
        }
        return number
    }

    /// - Parameter part: the index of the part whose page it is.
    private static func json(_ place: TextPlace, part: Int?) -> JSONValue {
        var object: JSONObject = [
            "page": .integer(Int64(place.page)), "start": .integer(Int64(place.span.start)),
            "end": .integer(Int64(place.span.end)), "left": .number(place.left), "top": .number(place.top),
            "right": .number(place.right), "bottom": .number(place.bottom),
        ]
        if let part { object["part"] = .integer(Int64(part + 1)) }
        return .object(object)
    }
}

extension KapellSystem {
    /// The document that a request names, and its knowledge base.
    func document(_ context: KapellRequestContext) async throws -> (KnowledgeBase, DocumentRecord) {
        let name = try context.parameters.require("name")
        let id = try context.parameters.require("id")
        let base = try knowledge(name)
        guard let number = Int64(id), let record = try await base.document(number) else {
            throw KapellError(
                .notFound, "The knowledge base \(name) has no document \(id.prefix(40)).",
                remedy: "List them: GET /kapell/v1/knowledge/\(name)/documents")
        }
        return (base, record)
    }
}
