import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads whole files, with a limit.
enum FileReader {
    /// The bytes of a regular file.
    ///
    /// Throws a ``KapellError`` when it is missing, may not be read, is not a regular file, or holds more than `limit`.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileWalker.failure(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileWalker.failure(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw KapellError(.unsupported, "\(path) is not a regular file.")
        }
        guard Int(status.st_size) <= limit else { throw tooLarge(path, Int(status.st_size), limit) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
        var count = 0
        while true {
            if count == bytes.count {
                guard count <= limit else { throw tooLarge(path, count, limit) }
                bytes.append(contentsOf: repeatElement(0, count: max(4096, count / 2)))
            }
            let room = bytes.count - count
            let read = bytes.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress! + count, room) }
            if read < 0 {
                if errno == EINTR { continue }
                throw FileWalker.failure(path, errno)
            }
            if read == 0 { break }
            count += read
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func systemRead(_ descriptor: Int32, _ pointer: UnsafeMutableRawPointer, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, pointer, count)
        #else
            Darwin.read(descriptor, pointer, count)
        #endif
    }

    private static func tooLarge(_ path: String, _ bytes: Int, _ limit: Int) -> KapellError {
        KapellError(
            .tooLarge, "\(path) holds \(megabytes(bytes)) MB; the limit is \(megabytes(limit)) MB.",
            remedy: "Split it, or raise `limits.file_size` of the knowledge base in kapell.yaml.")
    }

    private static func megabytes(_ bytes: Int) -> String {
        let tenths = (bytes + 50_000) / 100_000
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }
}
