#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads whole regular files, with a limit; never waits on a pipe or a device.
package enum FileReader {
    /// Why a file was not read.
    package enum Failure: Error, Sendable, Hashable {
        case missing
        case notPermitted
        case notAFile
        /// It holds more than the limit: this many bytes, or more.
        case tooLarge(bytes: Int)
        /// The system's own words.
        case other(String)

        /// What a system call's error number stands for.
        init(_ code: Int32) {
            self =
                switch code {
                case ENOENT, ENOTDIR: .missing
                case EACCES, EPERM: .notPermitted
                case EISDIR, ENXIO: .notAFile
                default: .other(String(cString: strerror(code)))
                }
        }
    }

    /// The bytes of a file.
    ///
    /// - Parameter limit: the most bytes that are read.
    package static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard Int(status.st_size) <= limit else { throw .tooLarge(bytes: Int(status.st_size)) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
        var count = 0
        while true {
            if count == bytes.count {
                // It grows while it is read.
                guard count <= limit else { throw .tooLarge(bytes: count) }
                bytes.append(contentsOf: repeatElement(0, count: max(4096, count / 2)))
            }
            let read = bytes.withUnsafeMutableBytes { systemRead(descriptor, .init(rebasing: $0[count...])) }
            if read < 0 {
                if errno == EINTR { continue }
                throw Failure(errno)
            }
            if read == 0 { break }
            count += read
        }
        guard count <= limit else { throw .tooLarge(bytes: count) }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}
