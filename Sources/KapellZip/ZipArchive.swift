package import KapellCore

/// Reads ZIP archives: central directory, stored and deflated members, ZIP64.
///
/// Every length and offset is checked against the file before it is used, so that a hostile archive yields an
/// error. Format: PKWARE's APPNOTE 6.3, sections 4.3 and 4.4.
package struct ZipArchive: Sendable {
    /// The members, in the order of the central directory.
    package let entries: [ZipEntry]
    let source: any RandomAccessBytes
    private let index: [String: Int]

    /// Reads the directory of an archive. Fails with `.corrupt`, or with `.tooLarge` above a limit.
    package init(_ source: any RandomAccessBytes, limits: ZipLimits = ZipLimits()) throws(KapellError) {
        let directory = try ZipDirectory(source, limits: limits)
        let entries = try directory.entries(source, limits: limits)
        var index: [String: Int] = [:]
        var stored: Int64 = 0
        for (position, entry) in entries.enumerated() {
            guard index.updateValue(position, forKey: entry.name) == nil else {
                throw ZipDirectory.corrupt(source, "names \(entry.name) twice")
            }
            stored += entry.compressedSize
        }
        guard stored <= source.count else {
            throw ZipDirectory.corrupt(source, "claims more member bytes than it has")
        }
        self.entries = entries
        self.source = source
        self.index = index
    }

    /// The member of that name, if any.
    package func entry(_ name: String) -> ZipEntry? {
        index[name].map { entries[$0] }
    }

    /// The member of that name, or `.notFound`.
    package func required(_ name: String) throws(KapellError) -> ZipEntry {
        guard let entry = entry(name) else {
            throw KapellError(.notFound, "\(source.name) has no member \(name).")
        }
        return entry
    }
}
