package import KapellCore
package import KapellZip

extension ZipArchive {
    /// Opens an archive on disk.
    package init(path: String, limits: ZipLimits = ZipLimits()) throws(KapellError) {
        try self.init(FileBytes(path: path), limits: limits)
    }

    /// Unpacks a member into a new file at `path`; what was there is replaced.
    /// - Parameter progress: called with the number of bytes written so far.
    package func extract(
        _ entry: ZipEntry, toFile path: String, progress: (Int64) -> Void = { _ in }
    ) throws(KapellError) {
        let file = try OutputFile(path: path)
        try extract(entry) { (piece) throws(KapellError) in
            try file.write(piece)
            progress(file.count)
        }
        try file.synchronize()
    }
}
