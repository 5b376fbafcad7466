public import KapellCore
public import KapellJSON

/// Workflows of a project in this process.
public struct LocalWorkflows: WorkflowEngine {
    package let service: WorkflowService
    private let closing: @Sendable () async -> Void

    /// Drives runs.
    init(_ system: KapellSystem) throws {
        service = try WorkflowService(system, PromptService(system))
        closing = { await system.close() }
    }

    /// Reads and changes runs without driving any: no model and no store is opened.
    init(reading project: Project) async throws {
        let opened = try await ProjectJournal.open(project)
        closing = { await opened.close() }
        do {
            service = try WorkflowService(
                project.configuration.workflows, services: nil, journal: opened.journal, scope: project.scope,
                isShared: project.sharesRuns)
        } catch {
            await opened.close()
            throw error
        }
    }

    public func perform(_ call: WorkflowCall) async throws -> JSONObject { try await service.perform(call) }

    public func events(of run: RunID, after last: String?, follows: Bool) -> WireEventStream {
        service.events(of: run, after: last, follows: follows)
    }

    public func graph(_ workflow: String?, run: RunID?, format: GraphFormat) async throws -> String {
        try await service.graph(workflow, run: run, format: format)
    }

    public func goOn(_ run: RunID) async throws { try await service.goOn(run) }

    public func close() async {
        await service.close()
        await closing()
    }
}
