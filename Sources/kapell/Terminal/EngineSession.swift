import KapellCore
import KapellJSON
import KapellServer

/// Opens a project's engine for one command, and closes it whatever happens.
enum EngineSession {
    static func with(
        _ project: Project, command: String, isJSON: Bool, _ body: (any KnowledgeEngine) async throws -> Void
    ) async throws {
        let engine = try await EngineOpener.open(project, command: command)
        do {
            try await body(engine)
        } catch {
            await engine.close()
            throw error
        }
        await engine.close()
    }

    /// Brings the target in step with its sources, where it names any, and says what changed.
    static func sync(
        _ engine: any KnowledgeEngine, _ target: (project: Project, knowledge: String), isJSON: Bool
    ) async throws {
        guard try !target.project.knowledge(target.knowledge).sources.isEmpty else { return }
        var display = IngestDisplay(isJSON: isJSON)
        let report = try await display.show(engine.ingest([], into: target.knowledge))
        if !isJSON, let summary = IngestDisplay.summary(report) { Terminal.say(Terminal.dim(summary)) }
    }
}
