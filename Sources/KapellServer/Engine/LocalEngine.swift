import KapellCertificates
import KapellCore
public import KapellJSON
import KapellKnowledge

/// The engine of a store that this process owns.
public struct LocalEngine: KnowledgeEngine {
    public let system: KapellSystem

    public init(_ system: KapellSystem) { self.system = system }

    public func ask(_ question: String, in knowledge: String) -> WireEventStream {
        ask(question, after: [], in: knowledge)
    }

    /// - Parameter earlier: questions of the same conversation, the oldest first.
    func ask(_ question: String, after earlier: [String], in knowledge: String) -> WireEventStream {
        WireEventStream.forwarding { emit in
            for try await event in try system.knowledge(knowledge).ask(question, after: earlier) {
                emit(WireEvent(event))
            }
        }
    }

    public func search(
        _ question: String, in knowledge: String, limit: Int, explain: Bool, asTyped: Bool
    ) async throws -> JSONObject {
        let base = try system.knowledge(knowledge)
        var object: JSONObject
        let readAs: String?
        if explain {
            let found = try await base.explain(question, limit: limit, asTyped: asTyped)
            object = ["results": .array(found.sentences.map { .object($0.json) }), "plan": .object(found.plan.json)]
            readAs = found.readAs
        } else {
            let found = try await base.find(question, limit: limit, asTyped: asTyped)
            object = ["results": .array(found.results.map { .object($0.json) }), "plan": .object(found.plan.json)]
            readAs = found.readAs
        }
        if let readAs { object["read_as"] = .string(readAs) }
        return object
    }

    public func ingest(_ paths: [String], into knowledge: String) -> WireEventStream {
        WireEventStream.forwarding { emit in
            let section = try system.project.knowledge(knowledge)
            let sources = paths.isEmpty ? section.sources : paths
            guard !sources.isEmpty else {
                throw KapellError(
                    .invalidRequest, "The knowledge base \(knowledge) names no sources.",
                    remedy: "Give paths: kapell ingest PATH --into \(knowledge), or `sources` in kapell.yaml.")
            }
            let report = try await system.knowledge(knowledge).ingest(sources) { emit(WireEvent($0)) }
            emit(WireEvent("report", report.json))
        }
    }

    public func documents(in knowledge: String) async throws -> JSONObject {
        let entries = try await system.knowledge(knowledge).catalogue()
        return [
            "documents": .array(
                entries.map { entry in
                    var object = entry.document.json
                    object.merge(entry.json)
                    return .object(object)
                })
        ]
    }

    public func source(of document: Int64, in knowledge: String) async throws -> JSONObject {
        guard let record = try await system.knowledge(knowledge).document(document) else {
            throw KapellError(
                .notFound, "The knowledge base \(knowledge) has no document \(document).",
                remedy: "It may have been indexed anew; try again.")
        }
        var object = record.json
        object["text"] = .string(try await system.store.text(of: document) ?? "")
        object["page_spans"] = .array(
            try await system.store.pages(of: document).map { Self.span($0.span, page: $0.number) })
        object["cuts"] = .array(
            try await system.store.chunks(ofDocument: document).map { Self.span($0.span, page: $0.page) })
        let parts = try await system.store.parts(of: document)
        if !parts.isEmpty { object["parts"] = parts.json }
        return object
    }

    private static func span(_ span: ByteSpan, page: Int?) -> JSONValue {
        [
            "start": .integer(Int64(span.start)), "end": .integer(Int64(span.end)),
            "page": page.map { .integer(Int64($0)) } ?? .null,
        ]
    }

    public func account(of knowledge: String) async throws -> JSONObject {
        let section = try system.project.knowledge(knowledge)
        var account = try await system.knowledge(knowledge).account()
        // The instructions are told by their hash: they may be long.
        for name in ["prompt", "judge_prompt"] {
            guard let prompt = account.removeValue(forKey: name)?.stringValue else { continue }
            account["\(name)_sha256"] = .string(Fingerprint.of(prompt))
        }
        account["settings_sha256"] = .string(try SettingsFingerprint.of(section, system.project.configuration.models))
        return account
    }

    public func close() async { await system.close() }
}

extension WireEventStream {
    /// A stream that `body` feeds; the stream's end cancels it.
    static func forwarding(_ body: @escaping @Sendable (@escaping @Sendable (WireEvent) -> Void) async throws -> Void)
        -> Self
    where Element == WireEvent, Failure == any Error {
        WireEventStream { continuation in
            let task = Task {
                do {
                    try await body { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: KapellError.wrapping(error))
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
