package import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that is written from its start, or on from its end. Not shared between tasks.
package final class OutputFile {
    /// How to treat what the file already holds.
    package enum Mode: Sendable {
        /// Empty the file first.
        case replace
        /// Keep what is there and write behind it.
        case append
    }

    package let path: String
    /// The number of bytes in the file so far.
    package private(set) var count: Int64
    private let descriptor: Int32

    package init(path: String, mode: Mode = .replace) throws(KapellError) {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (mode == .replace ? O_TRUNC : 0)
        let descriptor = open(path, flags, 0o644)
        guard descriptor >= 0 else { throw SystemFailure.error(errno, "create", path) }
        self.descriptor = descriptor
        self.path = path
        let end = lseek(descriptor, 0, SEEK_END)
        self.count = mode == .append ? max(0, Int64(end)) : 0
    }

    deinit {
        close(descriptor)
    }

    /// Writes all bytes, or fails; `.diskFull` when the disk has no room left.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(KapellError) {
        guard let base = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            #if canImport(Darwin)
                let put = Darwin.write(descriptor, base + done, bytes.count - done)
            #else
                let put = Glibc.write(descriptor, base + done, bytes.count - done)
            #endif
            if put < 0 {
                let number = errno
                if number == EINTR { continue }
                if number == ENOSPC || number == EDQUOT {
                    throw DiskSpace.full(path, needed: Int64(bytes.count - done))
                }
                throw SystemFailure.error(number, "write", path)
            }
            done += put
            count += Int64(put)
        }
    }

    /// Writes an array of bytes.
    package func write(_ bytes: [UInt8]) throws(KapellError) {
        var failure: KapellError?
        bytes.withUnsafeBytes { buffer in
            do throws(KapellError) { try write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Drops everything written so far.
    package func truncate() throws(KapellError) {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw SystemFailure.error(errno, "empty", path)
        }
        count = 0
    }

    /// Waits until the bytes are on the disk.
    package func synchronize() throws(KapellError) {
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
            let number = errno
            if number == ENOSPC || number == EDQUOT { throw DiskSpace.full(path, needed: count) }
            throw SystemFailure.error(number, "write", path)
        }
    }
}
