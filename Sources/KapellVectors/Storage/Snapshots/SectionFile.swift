/// A caller's section of a snapshot that stays in its file, and is read in parts. Stays the file that was opened when
/// another one takes its path.
///
/// The file is mapped and closed, so that many may be open at a time; a small section is read whole.
package final class SectionFile: @unchecked Sendable {  // lock: none needed, the bytes are immutable
    private let path: String
    private let name: String
    /// Of a small section.
    private let read: [UInt8]
    /// The whole file.
    private let mapping: UnsafeRawBufferPointer?
    /// Of the section in it.
    private let offset: Int
    /// Bytes of the section.
    package let length: Int

    private static let small = 16 << 10

    /// - Returns: nil when the snapshot has no section of the name.
    /// - Throws: `VectorError.snapshotNotFound`, `.damagedSnapshot`, `.unsupportedSnapshot` or `.storage`.
    package init?(path: String, section name: String) throws(VectorError) {
        let reader = try SectionReader(path: path)
        guard let entry = reader.table.entries.first(where: { $0.name == name }) else { return nil }
        self.path = path
        self.name = name
        length = entry.length
        if entry.length <= Self.small {
            read = try SectionReader.read(entry.length, at: entry.offset, from: reader.file)
            mapping = nil
            offset = 0
            guard read.count == length else { throw reader.damaged("the section \(name) is cut off") }
        } else {
            read = []
            offset = entry.offset
            guard entry.offset <= reader.length, entry.length <= reader.length - entry.offset,
                let start = SystemCalls.map(reader.file.descriptor, length: reader.length)
            else { throw .storage(path: path, operation: "map the file", reason: SystemCalls.reason.text) }
            mapping = UnsafeRawBufferPointer(start: start, count: reader.length)
        }
    }

    deinit {
        if let mapping, let start = mapping.baseAddress { SystemCalls.unmap(start, length: mapping.count) }
    }

    /// A part of the section. The checksum of the whole is not looked at: keep one of each part.
    /// - Throws: `VectorError.damagedSnapshot` when the part ends behind the section.
    package func bytes(at place: Int, count: Int) throws(VectorError) -> [UInt8] {
        guard place >= 0, count >= 0, place <= length, count <= length - place else {
            throw .damagedSnapshot(path: path, what: "a part of the section \(name) ends behind it")
        }
        guard let mapping else { return Array(read[place..<place + count]) }
        return Array(UnsafeRawBufferPointer(rebasing: mapping[offset + place..<offset + place + count]))
    }

    /// The error of a part whose bytes are not those that were written.
    package func damagedPart() -> VectorError {
        .damagedSnapshot(path: path, what: "a part of the section \(name) is another")
    }
}
