import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns the number of a failed system call into an error that names the file and what was tried.
enum SystemFailure {
    /// - Parameters:
    ///   - number: the value of `errno` right after the call.
    ///   - action: what was tried, in words: "write", "open".
    ///   - path: the file.
    static func error(_ number: Int32, _ action: String, _ path: String) -> KapellError {
        let message = "Cannot \(action) \(path): \(String(cString: strerror(number)))."
        switch number {
        case ENOSPC, EDQUOT:
            return KapellError(.diskFull, message, remedy: "Free some space on that disk, then try again.")
        case EACCES, EPERM, EROFS:
            return KapellError(.permission, message, remedy: "Check who owns that path and who may write there.")
        case ENOENT, ENOTDIR:
            return KapellError(.notFound, message, remedy: "Check the path.")
        default:
            return KapellError(.storage, message)
        }
    }
}
