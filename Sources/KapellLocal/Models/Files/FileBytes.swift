package import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A regular file opened for reading. The length is the one at the time of opening.
///
/// The descriptor is closed when the last reference goes. Reads at an offset need no lock.
package final class FileBytes: RandomAccessBytes {
    package let name: String
    package let count: Int64
    private let descriptor: Int32

    /// Opens a file. Fails with `.notFound`, `.permission` or, for a folder or a device, `.invalidRequest`.
    package init(path: String) throws(KapellError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw SystemFailure.error(errno, "open", path) }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw KapellError(.invalidRequest, "\(path) is not a regular file.", remedy: "Name a file.")
        }
        self.descriptor = descriptor
        self.name = path
        self.count = Int64(information.st_size)
    }

    deinit {
        close(descriptor)
    }

    package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(KapellError) {
        try check(offset, buffer.count)
        guard let base = buffer.baseAddress else { return }
        var done = 0
        while done < buffer.count {
            let got = pread(descriptor, base + done, buffer.count - done, off_t(offset) + off_t(done))
            if got < 0 {
                if errno == EINTR { continue }
                throw SystemFailure.error(errno, "read", name)
            }
            guard got > 0 else {
                throw KapellError(.corrupt, "\(name) became shorter while it was read.")
            }
            done += got
        }
    }
}
