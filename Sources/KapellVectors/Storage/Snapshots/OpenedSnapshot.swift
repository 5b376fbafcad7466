/// An index out of a snapshot, and what else the file holds.
public struct OpenedSnapshot<Index: Sendable>: Sendable {
    /// The index, ready for searches and changes. The file is not changed by them.
    public let index: Index
    let reader: SectionReader

    /// The number that the snapshot was saved with: that of the last change it holds.
    public var sequence: UInt64 { reader.table.sequence }

    /// The names of the caller's sections.
    public var sectionNames: [String] {
        reader.table.entries.map(\.name).filter { !$0.hasPrefix(SnapshotSection.reservedPrefix) }
    }

    /// The bytes of a section, read from the file and checked by its checksum; nil when there is none of the name.
    /// - Throws: `VectorError.damagedSnapshot` or `.storage`.
    public func section(_ name: String) throws(VectorError) -> [UInt8]? {
        guard sectionNames.contains(name) else { return nil }
        return try reader.values(reader.entry(name), of: UInt8.self)
    }
}
