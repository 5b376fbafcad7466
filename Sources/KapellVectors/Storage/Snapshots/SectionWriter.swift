/// Writes a snapshot's sections into an open file, one behind the other.
struct SectionWriter {
    private let file: SnapshotFile
    private var table: SectionTable
    private let size: Int
    private var offset: Int

    private init(_ file: SnapshotFile, table: SectionTable, sections: Int) throws(VectorError) {
        self.file = file
        self.table = table
        size = SectionTable.size(sections: sections)
        offset = size
        // Until all checksums are known.
        try Self.write([UInt8](repeating: 0, count: size), to: file)
    }

    /// Writes a snapshot in place of the file at the path.
    /// - Parameters:
    ///   - more: Sections of the caller, behind those of the index.
    ///   - count: How many sections `write` writes.
    static func replace(
        _ path: String, calls: StorageCalls, table: SectionTable, more: [SnapshotSection], count: Int,
        _ write: (inout SectionWriter) throws(VectorError) -> Void
    ) throws(VectorError) {
        try SnapshotSection.check(more, path: path)
        try SnapshotFile.replace(path, calls: calls) { file throws(VectorError) in
            var writer = try SectionWriter(file, table: table, sections: count + more.count)
            try write(&writer)
            for section in more { try writer.add(section.name, section.bytes) }
            try writer.finish()
        }
    }

    /// A section in one piece.
    mutating func add(_ name: String, _ values: [some BitwiseCopyable]) throws(VectorError) {
        try values.withUnsafeBytes { bytes in
            Result { () throws(VectorError) in
                var rest: UnsafeRawBufferPointer? = bytes
                try add(name) {
                    defer { rest = nil }
                    return rest
                }
            }
        }.get()
    }

    /// A section in parts: `next` lends one after the other, nil behind the last. Each stays until the next call.
    mutating func add(_ name: String, _ next: () -> UnsafeRawBufferPointer?) throws(VectorError) {
        let start = offset
        var checksum: UInt32 = 0
        while let part = next() {
            checksum = VectorKernels.crc32c(part, continuing: checksum)
            try file.write(part)
            offset += part.count
        }
        let length = offset - start
        let padding = [UInt8](repeating: 0, count: SnapshotHeader.padded(length) - length)
        checksum = padding.withUnsafeBytes { VectorKernels.crc32c($0, continuing: checksum) }
        try Self.write(padding, to: file)
        offset += padding.count
        table.entries.append(.init(name: name, offset: start, length: length, checksum: checksum))
    }

    private func finish() throws(VectorError) {
        let bytes = table.bytes(fileLength: offset)
        // The room that was left for them is theirs to the byte.
        guard bytes.count == size else { throw .outOfMemory }
        try file.rewind()
        try Self.write(bytes, to: file)
    }

    private static func write(_ bytes: [UInt8], to file: SnapshotFile) throws(VectorError) {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(VectorError) in try file.write(bytes) }
        }.get()
    }
}
