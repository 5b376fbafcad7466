/// A snapshot in sections, open for reading. Stays the file that was opened when another one takes its path.
final class SectionReader: Sendable {
    let path: String
    let file: SnapshotFile
    let length: Int
    let table: SectionTable
    private static let part = 1 << 20

    /// Opens a file and checks its header and table.
    init(path: String) throws(VectorError) {
        let file = try SnapshotFile(reading: path)
        do throws(VectorError) {
            length = try file.length()
            let header = try Self.read(SnapshotHeader.size, at: 0, from: file)
            var (table, count, checksum) = try SectionTable.read(header, actualLength: length, path: path)
            let rest = SectionTable.size(sections: count) - SnapshotHeader.size
            try table.readEntries(
                Self.read(rest, at: SnapshotHeader.size, from: file), count: count, checksum: checksum,
                actualLength: length, path: path)
            self.table = table
        } catch {
            file.close()
            throw error
        }
        self.path = path
        self.file = file
    }

    deinit { file.close() }

    func damaged(_ what: String) -> VectorError { .damagedSnapshot(path: path, what: what) }

    /// Where a section lies that the index cannot do without.
    func entry(_ name: String) throws(VectorError) -> SectionTable.Entry {
        guard let entry = table.entries.first(where: { $0.name == name }) else {
            throw damaged("the section \(name) is missing")
        }
        return entry
    }

    /// A section's values, checked by its checksum.
    func values<Value: BitwiseCopyable>(_ entry: SectionTable.Entry, of type: Value.Type) throws(VectorError) -> [Value]
    {
        let bytes: [UInt8] = try Self.read(entry.paddedLength, at: entry.offset, from: file)
        guard bytes.count == entry.paddedLength,
            bytes.withUnsafeBytes({ VectorKernels.crc32c($0) }) == entry.checksum
        else { throw damaged("the checksum of the section \(entry.name) is wrong") }
        let count = entry.length / MemoryLayout<Value>.stride
        return [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
            bytes.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(buffer).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: $0[..<(count * MemoryLayout<Value>.stride)]))
            }
            initialized = count
        }
    }

    /// Reads all sections and checks their checksums, a part at a time.
    func verify() throws(VectorError) {
        for entry in table.entries {
            var checksum: UInt32 = 0
            var done = 0
            while done < entry.paddedLength {
                let bytes: [UInt8] = try Self.read(
                    min(Self.part, entry.paddedLength - done), at: entry.offset + done, from: file)
                guard !bytes.isEmpty else { throw damaged("the section \(entry.name) is cut off") }
                checksum = bytes.withUnsafeBytes { VectorKernels.crc32c($0, continuing: checksum) }
                done += bytes.count
            }
            guard checksum == entry.checksum else {
                throw damaged("the checksum of the section \(entry.name) is wrong")
            }
        }
    }

    /// Reads up to `count` bytes; fewer where the file ends before.
    static func read(_ count: Int, at offset: Int, from file: SnapshotFile) throws(VectorError) -> [UInt8] {
        var failure: VectorError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(VectorError) {
                initialized = try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
