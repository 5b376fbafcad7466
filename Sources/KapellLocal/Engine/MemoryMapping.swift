/// A part of a file that is mapped into this process's memory.
package struct MemoryMapping: Sendable {
    package let addresses: Range<UInt>
    /// What may be done there: `r--s` is to be read with others, `r-xp` is code.
    package let permissions: Substring

    /// All mappings of a file, by its path without links; `nil` where the system does not list them.
    package static func all(of file: String) -> [MemoryMapping]? {
        guard let maps = FileSystem.systemText("/proc/self/maps") else { return nil }
        return maps.split(separator: "\n").compactMap { MemoryMapping(line: $0, of: file) }
    }

    /// Reads a line of `/proc/self/maps`: `FROM-TO PERMISSIONS OFFSET DEVICE INODE PATH`, see proc(5). `nil` where it is
    /// about something else than the file.
    package init?(line: Substring, of file: String) {
        let fields = line.split(separator: " ", maxSplits: 5)
        guard fields.count == 6, fields[5].drop(while: { $0 == " " }) == file else { return nil }
        let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard ends.count == 2, ends[0] < ends[1] else { return nil }
        addresses = ends[0]..<ends[1]
        permissions = fields[1]
    }
}
