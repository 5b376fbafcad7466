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
        /// It is a symbolic link, which was not to be followed.
        case link
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
                case ELOOP: .link
                default: .other(String(cString: strerror(code)))
                }
        }
    }

    /// A file as it was when it was read.
    package struct Content: Sendable {
        package var bytes: [UInt8]
        /// When it was last written, in nanoseconds since 1970.
        package var modified: Int64
        /// Whether it was written while it was read, so that the bytes may be of two versions.
        package var hasChanged: Bool
    }

    /// The bytes of a file.
    ///
    /// - Parameter limit: the most bytes that are read.
    package static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        try content(of: path, limit: limit).bytes
    }

    /// A file with its time.
    ///
    /// - Parameters:
    ///   - limit: the most bytes that are read.
    ///   - followsLink: whether a path that is a symbolic link is read; else it throws `.link`.
    package static func content(
        of path: String, limit: Int, followsLink: Bool = true
    ) throws(Failure) -> Content {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW))
        guard descriptor >= 0 else { throw Failure(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        let before = (modified(status), Int(status.st_size))
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
        guard fstat(descriptor, &status) == 0 else { throw Failure(errno) }
        let hasChanged = before != (modified(status), count)
        return Content(bytes: bytes, modified: before.0, hasChanged: hasChanged)
    }

    /// When a file was last written, in nanoseconds since 1970.
    static func modified(_ status: stat) -> Int64 {
        #if canImport(Darwin)
            nanoseconds(status.st_mtimespec)
        #else
            nanoseconds(status.st_mtim)
        #endif
    }

    /// When anything of a file last changed, its permissions included, in nanoseconds since 1970.
    static func changed(_ status: stat) -> Int64 {
        #if canImport(Darwin)
            nanoseconds(status.st_ctimespec)
        #else
            nanoseconds(status.st_ctim)
        #endif
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}
