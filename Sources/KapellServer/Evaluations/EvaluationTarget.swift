import KapellCore

/// A knowledge base that is asked, with its engine.
public struct EvaluationTarget: Sendable {
    /// The corpus whose questions it gets; `nil` for all others.
    public var corpus: String?
    public var project: Project
    public var knowledge: String
    public var engine: any KnowledgeEngine

    /// Opens the engines of several places, one for each store, and closes them whatever happens.
    public static func with<Result>(
        _ places: [(corpus: String?, project: Project, knowledge: String)],
        _ body: ([EvaluationTarget]) async throws -> Result
    ) async throws -> Result {
        var engines: [String: any KnowledgeEngine] = [:]
        do {
            var targets: [EvaluationTarget] = []
            for place in places {
                let engine: any KnowledgeEngine
                if let open = engines[place.project.store] {
                    engine = open
                } else {
                    engine = try await EngineOpener.open(place.project, command: "eval")
                    engines[place.project.store] = engine
                }
                targets.append(
                    EvaluationTarget(
                        corpus: place.corpus, project: place.project, knowledge: place.knowledge, engine: engine))
            }
            let result = try await body(targets)
            for engine in engines.values { await engine.close() }
            return result
        } catch {
            for engine in engines.values { await engine.close() }
            throw error
        }
    }
}
