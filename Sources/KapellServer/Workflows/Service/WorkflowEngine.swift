public import KapellCore
public import KapellJSON
import KapellStore

/// Who answers for a project's workflows: this process, or a server that has the store.
public protocol WorkflowEngine: Sendable {
    /// - Throws: `KapellError`, the same from both.
    func perform(_ call: WorkflowCall) async throws -> JSONObject
    /// What happens in a run, until it ends or pauses; with `follows`, over its pauses.
    ///
    /// - Parameter last: the id of the last event that was seen.
    func events(of run: RunID, after last: String?, follows: Bool) -> WireEventStream
    /// The graph of a workflow in SVG or Mermaid, with the nodes of a run lit up.
    func graph(_ workflow: String?, run: RunID?, format: GraphFormat) async throws -> String
    /// Goes on with a run that was answered or whose time has come, where nobody else does by himself.
    func goOn(_ run: RunID) async throws
    func close() async
}

/// How a graph is drawn.
public enum GraphFormat: String, Sendable, CaseIterable {
    case svg, mermaid
}

/// Finds who answers for a project's workflows.
public enum WorkflowOpener {
    /// - Parameters:
    ///   - drives: whether runs are to go on in this process, where no server has the store.
    ///   - command: what this process does, for whoever finds the store taken.
    public static func open(
        _ project: Project, drives: Bool, command: String
    ) async throws -> any WorkflowEngine {
        if let owner = StoreLock.owner(of: project.store), let socket = owner.socket {
            return OwnerWorkflows(owner: OwnerEngine(socket: socket, address: owner.address ?? socket))
        }
        guard drives else { return try await LocalWorkflows(reading: project) }
        let system = try await KapellSystem(project: project, command: command, patience: .seconds(60))
        do {
            return try LocalWorkflows(system)
        } catch {
            await system.close()
            throw error
        }
    }
}

/// Workflows of a store that another process owns.
struct OwnerWorkflows: WorkflowEngine {
    let owner: OwnerEngine

    func perform(_ call: WorkflowCall) async throws -> JSONObject {
        let (isPost, path, body) = call.request
        return try await owner.call(path, isPost ? body ?? [:] : nil)
    }

    func events(of run: RunID, after last: String?, follows: Bool) -> WireEventStream {
        owner.events("runs/\(run)/events?follow=\(follows)", after: last)
    }

    func graph(_ workflow: String?, run: RunID?, format: GraphFormat) async throws -> String {
        let what = run.map { "runs/\($0)" } ?? "workflows/\(workflow ?? "")"
        return try await owner.text("\(what)/graph.\(format == .svg ? "svg" : "mmd")")
    }

    /// The server's worker does.
    func goOn(_ run: RunID) async throws {}

    func close() async {}
}
