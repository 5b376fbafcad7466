import KapellCore
import KapellStore

/// Finds who answers for a project's store.
public enum EngineOpener {
    /// The engine of a project: a running server where there is one, else this process.
    ///
    /// - Parameters:
    ///   - command: what this process does, for whoever finds the store taken.
    ///   - patience: how long to wait for another short command that has the store.
    public static func open(
        _ project: Project, command: String, patience: Duration = .seconds(60)
    ) async throws -> any KnowledgeEngine {
        if let owner = StoreLock.owner(of: project.store), let socket = owner.socket {
            return OwnerEngine(socket: socket, address: owner.address ?? socket)
        }
        return LocalEngine(try await KapellSystem(project: project, command: command, patience: patience))
    }
}
