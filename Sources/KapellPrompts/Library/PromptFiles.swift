import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The few calls to the file system that prompts need. Symbolic links, pipes and devices are not read.
enum PromptFiles {
    /// What tells one state of a file from another without reading it.
    struct Stamp: Sendable, Hashable {
        var path: String
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
        var inode: UInt64
    }

    /// The bytes of a regular file.
    static func read(_ path: String, limit: Int) throws(KapellError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw failure(errno, path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(errno, path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw failure(EISDIR, path) }
        guard Int64(status.st_size) <= Int64(limit) else { throw tooLarge(path, limit) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(errno, path)
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            // It grows while it is read.
            guard bytes.count <= limit else { throw tooLarge(path, limit) }
        }
    }

    /// Names in a folder, sorted; hidden ones are left out.
    static func names(in folder: String, limit: Int) throws(KapellError) -> [String] {
        guard let directory = opendir(folder) else { throw failure(errno, folder) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            names.append(name)
            guard names.count <= limit else {
                throw KapellError(
                    .tooLarge, "The folder \(folder) holds more than \(limit) files.",
                    remedy: "Keep prompts in a folder of their own.")
            }
        }
        return names.sorted()
    }

    /// What a path names: a folder (`true`), something else (`false`), nothing (`nil`).
    static func isFolder(_ path: String) -> Bool? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    static func stamp(_ path: String) -> Stamp? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        return Stamp(
            path: path, size: Int64(status.st_size), seconds: time.tv_sec, nanoseconds: time.tv_nsec,
            inode: UInt64(status.st_ino))
    }

    /// Makes a folder and those above it.
    static func makeFolder(_ path: String) throws(KapellError) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            if mkdir(made, 0o700) != 0, errno != EEXIST, isFolder(made) != true { throw failure(errno, made) }
        }
    }

    /// Writes a whole file under its name at once: readers see the old one or the new one.
    static func write(_ bytes: [UInt8], to path: String) throws(KapellError) {
        do { try WholeFile.write(bytes, to: path, mode: 0o600) } catch { throw failure(error.code, path) }
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> KapellError {
        KapellError(.tooLarge, "\(path) holds more than \(limit) bytes.", remedy: "Keep prompts and examples small.")
    }

    private static func failure(_ code: Int32, _ path: String) -> KapellError {
        switch code {
        case ENOENT, ENOTDIR: KapellError(.notFound, "\(path) does not exist.", remedy: "Correct the path.")
        case EACCES, EPERM: KapellError(.permission, "\(path) may not be opened.", remedy: "Give yourself permission.")
        case ELOOP:
            KapellError(
                .unsupported, "\(path) is a symbolic link, which is not followed.", remedy: "Put the file there.")
        case EISDIR, ENXIO:
            KapellError(.unsupported, "\(path) is not a regular file.", remedy: "Name a file, not a folder or a pipe.")
        case ENOSPC, EDQUOT: KapellError(.diskFull, "The disk of \(path) is full.", remedy: "Make room.")
        default:
            KapellError(
                .storage, "\(path) cannot be used: \(String(cString: strerror(code))).", remedy: "Check the disk.")
        }
    }

    private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}
