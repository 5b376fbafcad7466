internal import KapellCore
internal import KapellVectors

/// Holds a folder for one database. The system's own lock: it ends with the process, however that ends, and with this
/// object.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `.conflict` when another database has the folder, in this process or in another.
    init(folder: String) throws(KapellError) {
        let path = "\(folder)/database.lock"
        let descriptor = SystemCalls.openForWriting(path)
        guard descriptor >= 0 else {
            let reason = SystemCalls.reason.text
            throw KapellError(
                .permission, "The folder \(folder) cannot be written to: \(reason).",
                remedy: "Check its permissions, or open another folder.")
        }
        guard SystemCalls.tryLock(descriptor) == 0 else {
            SystemCalls.closeFile(descriptor)
            throw KapellError(
                .conflict, "The vector database \(folder) is open already, in another process or in this one.",
                remedy: "Use that one, or close it first.", isRetryable: true)
        }
        self.descriptor = descriptor
    }

    deinit {
        // A child process that has not begun its own program yet has the descriptor, too, and would keep the lock.
        SystemCalls.unlock(descriptor)
        SystemCalls.closeFile(descriptor)
    }
}
