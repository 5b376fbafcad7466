import KapellServer

/// Opens a project's workflows for one command, and closes them whatever happens.
enum WorkflowSession {
    static func with(
        _ project: Project, drives: Bool, command: String, _ body: (any WorkflowEngine) async throws -> Void
    ) async throws {
        let engine = try await WorkflowOpener.open(project, drives: drives, command: command)
        do {
            try await body(engine)
        } catch {
            await engine.close()
            throw error
        }
        await engine.close()
    }
}
