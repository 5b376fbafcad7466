internal import KapellCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Holds a folder for one database. The system's own lock: it ends with the process, however that ends, and with this
/// object.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `.conflict` when another database has the folder, in this process or in another.
    init(folder: String) throws(KapellError) {
        let path = "\(folder)/database.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw KapellError(
                .permission, "The folder \(folder) cannot be written to: \(reason).",
                remedy: "Check its permissions, or open another folder.")
        }
        var result = flock(descriptor, LOCK_EX | LOCK_NB)
        while result != 0, errno == EINTR { result = flock(descriptor, LOCK_EX | LOCK_NB) }
        guard result == 0 else {
            close(descriptor)
            throw KapellError(
                .conflict, "The vector database \(folder) is open already, in another process or in this one.",
                remedy: "Use that one, or close it first.", isRetryable: true)
        }
        self.descriptor = descriptor
    }

    deinit {
        // A child process that has not begun its own program yet has the descriptor, too, and would keep the lock.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
