#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads small regular files; never waits on a pipe or a device.
enum SmallFileReader {
    /// The largest file that is read, in bytes (1 MB).
    static let limit = 1_000_000

    enum Failure: Error {
        case missing
        case notPermitted
        case notAFile
        case tooLarge
        /// The system's own words.
        case other(String)

        /// Continues "the file": what is wrong, and what to do about it.
        var explanation: (problem: String, remedy: String) {
            switch self {
            case .missing:
                ("does not exist.", "Correct the path, or write a first file with `kapell init`.")
            case .notPermitted:
                ("may not be read.", "Give yourself permission to read it, for example with `chmod u+r`.")
            case .notAFile:
                ("is not a regular file.", "Name a file, not a folder, a pipe or a device.")
            case .tooLarge:
                ("is larger than 1 MB.", "Keep settings in it and data elsewhere.")
            case .other(let reason):
                ("cannot be read: \(reason).", "Check the file and the disk it is on.")
            }
        }
    }

    static func read(_ path: String) throws(Failure) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw failure(errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard status.st_size <= limit else { throw .tooLarge }

        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.st_size))
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { systemRead(file, $0) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(errno)
            }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= limit else { throw .tooLarge }
        }
    }

    private static func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(file, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            Musl.read(file, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(file, buffer.baseAddress, buffer.count)
        #endif
    }

    private static func failure(_ code: Int32) -> Failure {
        switch code {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .notPermitted
        case EISDIR, ENXIO: .notAFile
        default: .other(String(cString: strerror(code)))
        }
    }
}
