package import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The few file operations that preparing models needs.
package enum FileSystem {
    /// Size in bytes and time of last change of a regular file.
    package struct Facts: Sendable, Hashable {
        package var bytes: Int64
        /// Nanoseconds since 1970.
        package var modified: Int64
    }

    /// The facts of a regular file; `nil` when there is none at that path.
    package static func facts(of path: String) -> Facts? {
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        #if canImport(Darwin)
            let time = information.st_mtimespec
        #else
            let time = information.st_mtim
        #endif
        let seconds = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000).partialValue
        return Facts(bytes: Int64(information.st_size), modified: seconds &+ Int64(time.tv_nsec))
    }

    /// Whether a folder is at that path.
    package static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    /// The path without its last component; `.` for a bare name.
    package static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component of a path.
    package static func name(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return path }
        return String(path[path.index(after: slash)...])
    }

    /// Makes a folder and those above it; a folder that is there already is left alone.
    package static func makeFolder(_ path: String) throws(KapellError) {
        if path.isEmpty || isFolder(path) { return }
        let above = parent(of: path)
        if above != path { try makeFolder(above) }
        if mkdir(path, 0o755) != 0, errno != EEXIST {
            throw SystemFailure.error(errno, "make the folder", path)
        }
        guard isFolder(path) else {
            throw KapellError(.storage, "\(path) is in the way: a folder is needed there.", remedy: "Move that file.")
        }
    }

    /// Removes a file; one that is not there is no failure.
    package static func remove(_ path: String) throws(KapellError) {
        if unlink(path) != 0, errno != ENOENT {
            throw SystemFailure.error(errno, "remove", path)
        }
    }

    /// Moves a file over another in one step.
    package static func move(_ path: String, to target: String) throws(KapellError) {
        guard rename(path, target) == 0 else {
            throw SystemFailure.error(errno, "move \(path) to", target)
        }
    }

    /// The names in a folder, sorted; empty when there is no such folder.
    package static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Reads a small file whole; one above `limit` bytes is refused.
    package static func contents(of path: String, limit: Int) throws(KapellError) -> [UInt8] {
        let file = try FileBytes(path: path)
        guard file.count <= Int64(limit) else {
            throw KapellError(.tooLarge, "\(path) has \(file.count) bytes; at most \(limit) are read.")
        }
        return try file.bytes(at: 0, count: Int(file.count))
    }

    /// A text that the system makes while it is read (below `/proc` and `/sys`), of at most 16 MB: such files have no
    /// length, and come in pieces. `nil` where there is none, or it cannot be read to its end.
    package static func systemText(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < 16_000_000 {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? nil : String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
        return nil
    }

    /// Replaces a small file in one step: readers see the old bytes or the new ones.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(KapellError) {
        let draft = path + ".new"
        let file = try OutputFile(path: draft)
        try file.write(bytes)
        try file.synchronize()
        try move(draft, to: path)
    }
}
