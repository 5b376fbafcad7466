import Hummingbird
import KapellCore
import KapellJSON
import KapellKnowledge

/// `/kapell/v1/knowledge`: list, documents, search and ask.
struct KnowledgeRoutes {
    let system: KapellSystem
    /// What clients are not told; `nil` for the commands of this user.
    let paths: ClientPaths?

    func add(to router: Router<KapellRequestContext>) {
        let group = router.group("kapell/v1/knowledge")
        group.get { _, _ in try await list() }
        group.get(":name/documents") { _, context in
            Response.json(try await LocalEngine(system).documents(in: try context.parameters.require("name")))
        }
        group.get(":name/documents/:id") { _, context in
            try await document(system.document(context).1)
        }
        group.post(":name/search") { request, context in
            let body = try await JSONBody.object(of: request)
            let question = try body.required("question")
            let name = try context.parameters.require("name")
            let (count, explain, asTyped) = (try limit(body), try body.flag("explain"), try body.flag("as_typed"))
            return Response.json(
                try await context.whileClientWaits {
                    try await LocalEngine(system).search(
                        question, in: name, limit: count, explain: explain, asTyped: asTyped)
                })
        }
        group.post(":name/ask") { request, context in
            try await ask(await JSONBody.object(of: request), context.parameters.require("name"), context)
        }
    }

    private func list() async throws -> Response {
        var entries: [JSONValue] = []
        let stored = try await system.store.collections()
        for base in system.knowledge {
            let collection = stored.first { $0.name == base.name }
            let documents = try await base.documents()
            entries.append([
                "name": .string(base.name), "mode": .string(base.options.mode.rawValue),
                "documents": .integer(Int64(documents.count)),
                "failed": .integer(Int64(documents.count { $0.failure != nil })),
                "passages": .integer(Int64(collection?.chunks ?? 0)),
            ])
        }
        return Response.json(["knowledge": .array(entries)])
    }

    private func document(_ record: DocumentRecord) async throws -> Response {
        var object = record.json
        object["text"] = .string(try await system.store.text(of: record.id) ?? "")
        object["pages"] = .array(
            try await system.store.pages(of: record.id).map { page in
                [
                    "number": .integer(Int64(page.number)), "start": .integer(Int64(page.span.start)),
                    "end": .integer(Int64(page.span.end)),
                ]
            })
        let parts = try await system.store.parts(of: record.id)
        if !parts.isEmpty { object["parts"] = parts.json }
        return Response.json(object)
    }

    private func limit(_ body: JSONObject) throws -> Int {
        guard let value = body["limit"], !value.isNull else { return 10 }
        guard let limit = value.intValue, (1...200).contains(limit) else {
            throw KapellError(.invalidRequest, "`limit` must be a whole number from 1 to 200.")
        }
        return limit
    }

    /// Earlier questions of a conversation, the oldest first.
    private func conversation(_ body: JSONObject) throws -> [String] {
        guard let value = body["conversation"], !value.isNull else { return [] }
        let texts = value.arrayValue?.compactMap(\.stringValue)
        guard let texts, texts.count == value.arrayValue?.count else {
            throw KapellError(
                .invalidRequest, "`conversation` must be a list of texts: the earlier questions, the oldest first.")
        }
        return try KnowledgeBase.checked(earlier: texts)
    }

    private func ask(_ body: JSONObject, _ name: String, _ context: KapellRequestContext) async throws -> Response {
        let question = try body.required("question")
        let earlier = try conversation(body)
        // Mistakes in the request are answered with their status, before the stream begins.
        let base = try system.knowledge(name)
        for text in earlier + [question] { _ = try await base.checked(text) }
        guard try body.flag("stream") else {
            return Response.json(
                try await context.whileClientWaits {
                    for try await event in base.ask(question, after: earlier) {
                        if case .done(let answer) = event { return answer.json }
                    }
                    throw CancellationError()
                })
        }
        let engine = LocalEngine(system)
        return .events(for: context) { writer in
            try await writer.forward(engine.ask(question, after: earlier, in: name), hiding: paths)
        }
    }
}

extension SSEWriter {
    /// Sends a stream's events; a failure becomes an `error` event, since the status has been sent.
    ///
    /// - Parameters:
    ///   - paths: what the client is not told.
    ///   - note: sees each event before it is sent.
    mutating func forward(
        _ events: WireEventStream, hiding paths: ClientPaths? = nil, note: (WireEvent) -> Void = { _ in }
    ) async throws {
        do {
            for try await event in events {
                note(event)
                var told = event
                if let paths { told.data = paths.hidden(inErrorsOf: event.data) }
                try await send(told.sse)
            }
        } catch {
            let failure = KapellError.wrapping(error)
            if failure.code == .cancelled {
                leave(WireEvent("error", ["error": KapellError.serverStops.json]).sse)
                throw error
            }
            try await send(WireEvent("error", ["error": (paths?.hidden(in: failure) ?? failure).json]).sse)
        }
    }
}
