internal import KapellCore

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What collections do with folders and small files. Every error names the path.
enum FileCalls {
    static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Bytes of a file; 0 when it is not there.
    static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Makes a folder, for its owner only. One that is there is left.
    static func makeFolder(_ path: String) throws(KapellError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("make the folder", path) }
    }

    /// The names in a folder, sorted.
    static func names(in folder: String) throws(KapellError) -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch {
            throw KapellError(
                .storage, "Could not read the folder \(folder).", remedy: "Check that it is there, and its permissions."
            )
        }
    }

    /// Removes a file or a folder with all that is in it. What is not there is passed over.
    static func remove(_ path: String) throws(KapellError) {
        guard isThere(path) else { return }
        do { try FileManager.default.removeItem(atPath: path) } catch {
            throw KapellError(.storage, "Could not remove \(path).", remedy: "Check its permissions.")
        }
    }

    static func rename(_ source: String, to target: String) throws(KapellError) {
        #if canImport(Glibc)
            let result = Glibc.rename(source, target)
        #elseif canImport(Musl)
            let result = Musl.rename(source, target)
        #else
            let result = Darwin.rename(source, target)
        #endif
        guard result == 0 else { throw failure("rename to \(target)", source) }
    }

    /// A second name for a file that never changes; a copy of it where the file system has no such names.
    static func share(_ source: String, as target: String) throws(KapellError) {
        if link(source, target) == 0 { return }
        do { try FileManager.default.copyItem(atPath: source, toPath: target) } catch {
            throw KapellError(
                .storage, "Could not copy \(source) to \(target).", remedy: "Check space and permissions.")
        }
        try synchronize(target)
    }

    /// Waits until a file or a folder's names are on the device.
    static func synchronize(_ path: String) throws(KapellError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        guard synchronize(descriptor) else { throw failure("write to the device", path) }
    }

    /// Writes a small file, durably and as a whole: a crash leaves the old one or the new one.
    static func write(_ bytes: [UInt8], to path: String) throws(KapellError) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("make", temporary) }
        defer { close(descriptor) }
        var start = 0
        while start < bytes.count {
            let step = bytes.withUnsafeBytes { bytes in
                #if canImport(Glibc)
                    Glibc.write(descriptor, bytes.baseAddress.map { $0 + start }, bytes.count - start)
                #elseif canImport(Musl)
                    Musl.write(descriptor, bytes.baseAddress.map { $0 + start }, bytes.count - start)
                #else
                    Darwin.write(descriptor, bytes.baseAddress.map { $0 + start }, bytes.count - start)
                #endif
            }
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw failure("write", temporary) }
            start += step
        }
        guard synchronize(descriptor) else { throw failure("write to the device", temporary) }
        try rename(temporary, to: path)
        try synchronize(parent(of: path))
    }

    static func read(_ path: String, most: Int) throws(KapellError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw failure("read", path) }
        guard data.count <= most else {
            throw KapellError(.corrupt, "The file \(path) has \(data.count) bytes; at most \(most) were expected.")
        }
        return [UInt8](data)
    }

    /// Copies a file or a folder with all that is in it, durably.
    static func copy(_ source: String, to target: String) throws(KapellError) {
        do { try FileManager.default.copyItem(atPath: source, toPath: target) } catch {
            throw KapellError(
                .storage, "Could not copy \(source) to \(target).", remedy: "Check space and permissions.")
        }
        try synchronizeAll(target)
    }

    private static func synchronizeAll(_ path: String) throws(KapellError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            for name in try names(in: path) { try synchronizeAll("\(path)/\(name)") }
        }
        try synchronize(path)
    }

    static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func synchronize(_ descriptor: Int32) -> Bool {
        #if canImport(Darwin)
            if fcntl(descriptor, F_FULLFSYNC) == 0 { return true }
        #endif
        // Some file systems have nothing to synchronise for a folder.
        return fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP
    }

    private static func failure(_ what: String, _ path: String) -> KapellError {
        let code = errno
        let reason = String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT:
            return KapellError(.diskFull, "The disk is full: \(path).", remedy: "Free space and try again.")
        case EACCES, EPERM, EROFS:
            return KapellError(
                .permission, "Could not \(what) \(path): \(reason).", remedy: "Check the permissions of the folder.")
        default:
            return KapellError(
                .storage, "Could not \(what) \(path): \(reason).", remedy: "Check the path and its permissions.")
        }
    }
}
