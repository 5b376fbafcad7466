import KapellCore
public import KapellJSON
import KapellKnowledge

/// The engine of a store that this process owns.
public struct LocalEngine: KnowledgeEngine {
    public let system: KapellSystem

    public init(_ system: KapellSystem) { self.system = system }

    public func ask(_ question: String, in knowledge: String) -> WireEventStream {
        WireEventStream.forwarding { emit in
            for try await event in try system.knowledge(knowledge).ask(question) { emit(WireEvent(event)) }
        }
    }

    public func search(_ question: String, in knowledge: String, limit: Int, explain: Bool) async throws -> JSONObject {
        if explain {
            let found = try await system.knowledge(knowledge).explain(question, limit: limit)
            return ["results": .array(found.sentences.map { .object($0.json) }), "plan": .object(found.plan.json)]
        }
        let found = try await system.knowledge(knowledge).find(question, limit: limit)
        return ["results": .array(found.results.map { .object($0.json) }), "plan": .object(found.plan.json)]
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
        let documents = try await system.knowledge(knowledge).documents()
        return ["documents": .array(documents.map { .object($0.json) })]
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
