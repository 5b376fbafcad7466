import KapellCore
import KapellStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The server that has a project's store.
public enum RunningServer {
    /// Asks it to stop, and waits until it has given up the store.
    ///
    /// - Parameter patience: `nil` takes what the server itself takes at most, its `server.grace` and a few seconds.
    /// - Returns: whether there was one.
    /// - Throws: `.timeout` when it does not stop within the patience; `.permission` when it belongs to another user.
    public static func stop(_ project: Project, patience: Duration? = nil) async throws -> Bool {
        guard let owner = StoreLock.owner(of: project.store) else { return false }
        guard kill(pid_t(owner.pid), SIGTERM) == 0 else {
            if errno == ESRCH { return false }
            throw KapellError(
                .permission, "The process \(owner.pid), which has the store, may not be stopped by this user.",
                remedy: "Stop it as its own user.")
        }
        let deadline = ContinuousClock.now + (patience ?? project.configuration.server.grace + .seconds(12))
        while StoreLock.owner(of: project.store) != nil {
            guard ContinuousClock.now < deadline else {
                throw KapellError(
                    .timeout, "The server (pid \(owner.pid)) has not stopped yet.",
                    remedy: "Wait, or end it: kill -9 \(owner.pid)")
            }
            try await Task.sleep(for: .milliseconds(30))
        }
        return true
    }
}
