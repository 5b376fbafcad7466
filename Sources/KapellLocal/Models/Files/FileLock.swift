package import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One worker at a time on one file, across tasks and processes (`flock`).
///
/// The system frees the lock when its holder ends, however it ends. The lock file itself stays.
package enum FileLock {
    /// Runs `body` while this task holds the lock at `path`.
    ///
    /// Waits without blocking a thread; the wait ends with `.cancelled` when the task is cancelled.
    /// - Parameter waiting: called once when another holder has to be waited for.
    package static func withLock<Value>(
        _ path: String, waiting: () -> Void = {}, body: () async throws(KapellError) -> Value
    ) async throws(KapellError) -> Value {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SystemFailure.error(errno, "open the lock", path) }
        defer { close(descriptor) }
        var isWaiting = false
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let number = errno
            if number == EINTR { continue }
            guard number == EWOULDBLOCK else { throw SystemFailure.error(number, "lock", path) }
            if !isWaiting {
                isWaiting = true
                waiting()
            }
            do {
                try await Task.sleep(for: .milliseconds(50))
            } catch {
                throw KapellError(.cancelled, "Waiting for the lock \(path) was cancelled.")
            }
        }
        return try await body()
    }
}
