package import KapellCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The standard input of a child: a file without a name.
///
/// A pipe would need a writer beside the reader, and would end this process with SIGPIPE when a child dies early.
package enum InputFile {
    /// A descriptor at the start of a file that holds `bytes`. The caller closes it.
    ///
    /// - Throws: `.diskFull` or `.storage` when the bytes cannot be kept.
    package static func descriptor(holding bytes: [UInt8]) throws(KapellError) -> Int32 {
        let file = try create()
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(file, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                close(file)
                throw failure(code)
            }
            written += count
        }
        lseek(file, 0, SEEK_SET)
        return file
    }

    private static func create() throws(KapellError) -> Int32 {
        #if canImport(Glibc)
            let memory = LinuxCalls.createMemoryFile("kapell-document")
            if memory >= 0 { return memory }
        #endif
        let folder = OwnProcess.variable("TMPDIR") ?? "/tmp"
        var template = Array("\(folder)/kapell-document-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw failure(errno) }
        unlink(template)
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        return file
    }

    private static func failure(_ code: Int32) -> KapellError {
        let reason = String(cString: strerror(code))
        return KapellError(
            code == ENOSPC ? .diskFull : .storage, "The input of a program could not be kept for it: \(reason).",
            remedy: "Free memory and open files on this machine and try again.")
    }
}
