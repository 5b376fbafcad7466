import Crypto
package import KapellCore

/// SHA-256 of files, in lower-case hexadecimal.
package enum FileDigest {
    /// The SHA-256 of a whole file.
    ///
    /// Reads in pieces of 1 MiB. Stops with `.cancelled` when the task is cancelled.
    /// - Parameter progress: called with the number of bytes read so far.
    package static func sha256(
        of source: any RandomAccessBytes, progress: (Int64) -> Void = { _ in }
    ) throws(KapellError) -> String {
        var hasher = SHA256()
        try feed(source, into: &hasher, progress: progress)
        return hex(hasher)
    }

    /// Feeds all bytes of `source` to a hash under way.
    static func feed(
        _ source: any RandomAccessBytes, into hasher: inout SHA256, progress: (Int64) -> Void = { _ in }
    ) throws(KapellError) {
        var offset: Int64 = 0
        while offset < source.count {
            if Task.isCancelled { throw KapellError(.cancelled, "Checking \(source.name) was cancelled.") }
            let piece = try source.bytes(at: offset, count: Int(min(1 << 20, source.count - offset)))
            hasher.update(data: piece)
            offset += Int64(piece.count)
            progress(offset)
        }
    }

    /// The digest of a hash under way; the hash may go on afterwards.
    static func hex(_ hasher: SHA256) -> String {
        Hexadecimal.text(hasher.finalize())
    }

    /// The checksum in lower case, or an error when it is not 64 hexadecimal digits.
    package static func normalized(_ text: String) throws(KapellError) -> String {
        let lower = text.lowercased()
        let isHex = lower.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard lower.utf8.count == 64, isHex else {
            throw KapellError(
                .invalidRequest, "'\(text.prefix(80))' is not a SHA-256 checksum.",
                remedy: "Give the 64 hexadecimal digits that sha256sum prints.")
        }
        return lower
    }
}
