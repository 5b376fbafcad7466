package import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the stores ask of the file system.
package enum StoreFolder {
    /// Makes a folder and those above it; only its owner may enter the new ones. One that is there is no error.
    package static func create(_ path: String) throws(KapellError) {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw KapellError(.invalidRequest, "A store's folder has no name.", remedy: "Name a folder.")
        }
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += prefix.isEmpty || prefix.hasSuffix("/") ? String(part) : "/\(part)"
            if mkdir(prefix, 0o700) == 0 { continue }
            let reason = errno
            if reason == EEXIST || isFolder(prefix) { continue }
            throw failure(reason, path: prefix, action: "made")
        }
        guard isFolder(path) else {
            throw KapellError(
                .configuration, "\"\(path)\" is not a folder.", remedy: "Name a folder, or move that file away.")
        }
    }

    /// The folder that holds `path`.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func isFolder(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether the file, where it is there, and its folder may be written.
    static func isWritable(_ path: String) -> Bool {
        (access(path, W_OK) == 0 || errno == ENOENT) && access(parent(of: path), W_OK) == 0
    }

    /// Whether a file at `path` could grow: its disk has at least 64 KiB left, and the process' limit on file sizes
    /// is not reached.
    ///
    /// SQLite reports the same I/O error for a disk quota, a file size limit and a broken disk.
    static func hasSpace(for path: String) -> Bool {
        var disk = statvfs()
        if statvfs(parent(of: path), &disk) == 0 {
            let free = UInt64(disk.f_bavail).multipliedReportingOverflow(by: UInt64(disk.f_frsize))
            if !free.overflow, free.partialValue < 65_536 { return false }
        }
        var limit = rlimit()
        #if canImport(Glibc)
            let asked = getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        #else
            let asked = getrlimit(RLIMIT_FSIZE, &limit)
        #endif
        guard asked == 0 else { return true }
        for file in [path, path + "-wal"] {
            var info = stat()
            if stat(file, &info) == 0, UInt64(info.st_size) + 65_536 > UInt64(limit.rlim_cur) { return false }
        }
        return true
    }

    /// Names in a folder, in no order; empty when it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes a SQLite file with what belongs to it.
    static func removeDatabase(_ path: String) {
        for suffix in ["-wal", "-shm", ""] { unlink(path + suffix) }
    }

    /// A failed system call, in Kapell's terms.
    static func failure(_ code: Int32, path: String, action: String) -> KapellError {
        let reason = String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT, EFBIG:
            return KapellError(
                .diskFull, "\"\(path)\" could not be \(action): \(reason).", remedy: "Free some space on that disk.")
        case EACCES, EPERM, EROFS:
            return KapellError(
                .permission, "\"\(path)\" could not be \(action): \(reason).",
                remedy: "Give the user that runs kapell the right to write there, or name another folder.")
        case ENOTDIR:
            return KapellError(
                .configuration, "\"\(path)\" could not be \(action): a part of it is not a folder.",
                remedy: "Name another folder, or move that file away.")
        default:
            return KapellError(
                .storage, "\"\(path)\" could not be \(action): \(reason).",
                remedy: "Check that the folder is there and can be written.")
        }
    }
}
