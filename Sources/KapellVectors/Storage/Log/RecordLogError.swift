/// Why a ``RecordLog`` refuses. `description` names the thing; `remedy` says what to do.
public enum RecordLogError: Error, Sendable, Hashable {
    /// Another log, of this process or of another one, has the folder open.
    case locked(folder: String)
    /// The folder cannot be written to.
    case readOnly(folder: String, reason: String)
    /// The device is full, or a quota is used up. What was acknowledged before is whole.
    case diskFull(folder: String)
    /// Records that were acknowledged cannot be read. Nothing in the folder was changed. `offset` is in bytes.
    case damaged(file: String, offset: Int, what: String)
    /// The file is whole, and this version or machine cannot read it.
    case unsupported(file: String, what: String)
    /// The record is longer than the log takes.
    case recordTooLarge(bytes: Int, limit: Int)
    /// An option is out of its range. `allowed` tells the range.
    case invalidOption(name: String, value: Int, allowed: String)
    /// The operating system refused an operation.
    case storage(path: String, operation: String, reason: String)
    /// The log has been closed.
    case closed(folder: String)

    /// What a file's call refused.
    init(_ error: VectorError, folder: String) {
        self =
            switch error {
            case .diskFull: .diskFull(folder: folder)
            case .storage(let path, let operation, let reason):
                .storage(path: path, operation: operation, reason: reason)
            case .snapshotNotFound(let path):
                .storage(path: path, operation: "open the file", reason: "it is not there")
            default: .storage(path: folder, operation: "use a file", reason: error.description)
            }
    }
}

extension RecordLogError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .locked(let folder):
            "The log in \(folder) is open already, in this process or in another one."
        case .readOnly(let folder, let reason):
            "The log's folder \(folder) cannot be written to: \(reason)."
        case .diskFull(let folder):
            "The disk is full; the log in \(folder) takes no more records."
        case .damaged(let file, let offset, let what):
            "The log is damaged: \(file), byte \(offset): \(what)."
        case .unsupported(let file, let what):
            "The log's file \(file) cannot be read here: \(what)."
        case .recordTooLarge(let bytes, let limit):
            "A record of \(bytes) bytes is too long for the log; it takes \(limit)."
        case .invalidOption(let name, let value, let allowed):
            "The option \(name) of a log cannot be \(value); it can be \(allowed)."
        case .storage(let path, let operation, let reason):
            "Could not \(operation) for the log \(path): \(reason)."
        case .closed(let folder):
            "The log in \(folder) is closed."
        }
    }

    /// What the caller can do about it.
    public var remedy: String {
        switch self {
        case .locked:
            "End the other process, or use another folder."
        case .readOnly:
            "Give this user the right to write to the folder, or use another one."
        case .diskFull:
            "Free space on the device and open the log again; what was acknowledged is there."
        case .damaged:
            "Restore the folder from a backup. The files were left as they are; keep a copy of them."
        case .unsupported:
            "Open it with the version and on the kind of machine that wrote it."
        case .recordTooLarge:
            "Write the records in smaller batches."
        case .invalidOption(let name, _, let allowed):
            "Set \(name) to \(allowed)."
        case .storage:
            "Check the path, its permissions and the device, then open the log again."
        case .closed:
            "Open it again."
        }
    }
}
