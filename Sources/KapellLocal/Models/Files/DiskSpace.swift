package import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Room on the disk that holds a path.
package enum DiskSpace {
    /// The bytes an ordinary user may still write on the disk of `path`; `nil` when the system does not say.
    package static func free(at path: String) -> Int64? {
        var information = statvfs()
        var folder = path
        while statvfs(folder, &information) != 0 {
            guard errno == ENOENT, folder != "/", folder != "." else { return nil }
            folder = FileSystem.parent(of: folder)
        }
        let (bytes, overflow) = UInt64(information.f_bavail)
            .multipliedReportingOverflow(by: UInt64(information.f_frsize))
        return overflow ? nil : Int64(clamping: bytes)
    }

    /// Fails with `.diskFull`, naming both numbers, when fewer than `needed` bytes are free.
    package static func require(
        _ needed: Int64, at path: String, free: (String) -> Int64? = DiskSpace.free(at:)
    ) throws(KapellError) {
        guard let available = free(path), available < needed else { return }
        throw full(path, needed: needed, free: available)
    }

    /// The error for a disk that has no room for `path`.
    static func full(_ path: String, needed: Int64, free: Int64? = nil) -> KapellError {
        let available = free ?? DiskSpace.free(at: path) ?? 0
        return KapellError(
            .diskFull,
            "The disk of \(path) is full: \(ByteCount.text(needed)) (\(needed) bytes) are needed, "
                + "\(ByteCount.text(available)) (\(available) bytes) are free.",
            remedy: "Free some space, or set KAPELL_HOME to a folder on a larger disk. "
                + "What was fetched so far is kept.")
    }
}
