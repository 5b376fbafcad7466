/// One member of a ZIP archive, as its central directory tells of it.
package struct ZipEntry: Sendable, Hashable {
    /// How the bytes are stored.
    package enum Method: Sendable, Hashable {
        case stored
        case deflate
        /// A method this reader does not know, by its number in the format.
        case other(UInt16)
    }

    /// The path inside the archive, as written there. Never used as a path on the disk.
    package var name: String
    package var method: Method
    /// Whether the member needs a password.
    package var isEncrypted: Bool
    package var crc32: UInt32
    /// Length inside the archive, in bytes.
    package var compressedSize: Int64
    /// Length once unpacked, in bytes.
    package var size: Int64
    /// Where the member's local header starts.
    package var headerOffset: Int64
}
