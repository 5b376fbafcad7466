/// What a ZIP archive may at most contain before it is refused.
package struct ZipLimits: Sendable, Hashable {
    /// Members in the archive.
    package var entries: Int
    /// Length of the central directory, in bytes.
    package var directoryBytes: Int
    /// Length of one unpacked member, in bytes.
    package var entryBytes: Int64

    package init(entries: Int = 100_000, directoryBytes: Int = 64 << 20, entryBytes: Int64 = 64 << 30) {
        self.entries = entries
        self.directoryBytes = directoryBytes
        self.entryBytes = entryBytes
    }
}
