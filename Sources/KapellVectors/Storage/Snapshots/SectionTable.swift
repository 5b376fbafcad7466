/// The beginning of a snapshot in sections, format 2. Integers are little-endian, except the byte-order mark.
///
///     0   8  magic "KAPELLVX"
///     8   4  version
///     12  4  byte-order mark 0x01020304, in the order of the machine that wrote the sections
///     16  4  metric: 1 cosine, 2 dot, 3 l2
///     20  4  dimensions
///     24  8  sequence number
///     32  4  number of sections, n
///     36  4  CRC32C of the table
///     40  4  kind: 1 rows, 2 graph
///     44  4  element of codes: 0 float32, 1 float16, 2 bfloat16, 3 int8, 4 binary
///     48  8  length of the file
///     56  4  zero
///     60  4  CRC32C of bytes 0 to 59
///     64     the table: for each section its name (8 bytes, zeros behind), offset (8), length (8), CRC32C of its bytes
///            with their padding (4), zero (4); filled up with zeros to a multiple of 64
///
/// The sections follow in the order of the table, each filled up with zeros to a multiple of 64 bytes.
struct SectionTable: Sendable {
    static let version: UInt32 = 2
    private static let entrySize = 32

    enum Kind: UInt32, Sendable {
        case rows = 1
        case graph = 2
    }

    struct Entry: Sendable {
        let name: String
        let offset: Int
        let length: Int
        let checksum: UInt32

        var paddedLength: Int { SnapshotHeader.padded(length) }
    }

    var kind: Kind
    var metric: VectorMetric
    var dimensions: Int
    var element: VectorElement
    var sequence: UInt64
    var entries: [Entry] = []

    /// Bytes of the header and of a table with so many sections.
    static func size(sections: Int) -> Int { SnapshotHeader.size + SnapshotHeader.padded(sections * entrySize) }

    init(kind: Kind, metric: VectorMetric, dimensions: Int, element: VectorElement, sequence: UInt64) {
        self.kind = kind
        self.metric = metric
        self.dimensions = dimensions
        self.element = element
        self.sequence = sequence
    }

    // MARK: Writing

    func bytes(fileLength: Int) -> [UInt8] {
        var table = ByteWriter()
        for entry in entries {
            table.bytes += Array(entry.name.utf8) + [UInt8](repeating: 0, count: max(0, 8 - entry.name.utf8.count))
            table.append(UInt64(entry.offset))
            table.append(UInt64(entry.length))
            table.append(entry.checksum)
            table.append(UInt32(0))
        }
        table.bytes += [UInt8](repeating: 0, count: SnapshotHeader.padded(table.bytes.count) - table.bytes.count)

        var header = ByteWriter(bytes: SnapshotHeader.magic)
        header.append(Self.version)
        withUnsafeBytes(of: SnapshotHeader.byteOrderMark) { header.bytes.append(contentsOf: $0) }
        header.append(metric.snapshotCode)
        header.append(UInt32(dimensions))
        header.append(sequence)
        header.append(UInt32(entries.count))
        header.append(table.bytes.withUnsafeBytes { VectorKernels.crc32c($0) })
        header.append(kind.rawValue)
        header.append(element.snapshotCode)
        header.append(UInt64(fileLength))
        header.append(UInt32(0))
        return header.checked() + table.bytes
    }

    // MARK: Reading

    /// Checks a header, and returns it with the number of its sections and the checksum of its table.
    static func read(
        _ bytes: [UInt8], actualLength: Int, path: String
    ) throws(VectorError) -> (table: SectionTable, count: Int, checksum: UInt32) {
        func damaged(_ what: String) -> VectorError { .damagedSnapshot(path: path, what: what) }
        func number(_ offset: Int) -> UInt32 { SnapshotHeader.read(bytes, offset) }
        try SnapshotHeader.check(bytes, version: version, path: path)
        guard let metric = VectorMetric(snapshotCode: number(16)) else { throw damaged("the metric is unknown") }
        let dimensions = Int(number(20))
        guard (1...FlatIndex.maximumDimensions).contains(dimensions) else {
            throw damaged("\(dimensions) dimensions are not possible")
        }
        guard let kind = Kind(rawValue: number(40)) else { throw damaged("its kind is unknown") }
        guard let element = VectorElement(snapshotCode: number(44)) else { throw damaged("the element is unknown") }
        guard number(56) == 0 else { throw damaged("reserved bytes are not zero") }
        guard SnapshotHeader.read(bytes, 48) == UInt64(actualLength) else {
            throw damaged(
                "the file has \(actualLength) bytes and should have \(SnapshotHeader.read(bytes, 48) as UInt64)")
        }
        let count = Int(number(32))
        guard count <= SnapshotSection.maximumCount, size(sections: count) <= actualLength else {
            throw damaged("\(count) sections are not possible")
        }
        let table = SectionTable(
            kind: kind, metric: metric, dimensions: dimensions, element: element,
            sequence: SnapshotHeader.read(bytes, 24))
        return (table, count, number(36))
    }

    /// Reads the table behind the header. Every section lies behind the one before, and the last one ends the file.
    mutating func readEntries(
        _ bytes: [UInt8], count: Int, checksum: UInt32, actualLength: Int, path: String
    ) throws(VectorError) {
        func damaged(_ what: String) -> VectorError { .damagedSnapshot(path: path, what: what) }
        guard bytes.count == Self.size(sections: count) - SnapshotHeader.size,
            bytes.withUnsafeBytes({ VectorKernels.crc32c($0) }) == checksum
        else { throw damaged("the checksum of the table of sections is wrong") }
        var next = Self.size(sections: count)
        for start in stride(from: 0, to: count * Self.entrySize, by: Self.entrySize) {
            let name = String(decoding: bytes[start..<start + 8].prefix { $0 != 0 }, as: UTF8.self)
            let offset: UInt64 = SnapshotHeader.read(bytes, start + 8)
            let length: UInt64 = SnapshotHeader.read(bytes, start + 16)
            guard SnapshotSection.isName(name), !entries.contains(where: { $0.name == name }) else {
                throw damaged("a section has an impossible name")
            }
            guard offset == UInt64(next), length <= UInt64(actualLength - next),
                SnapshotHeader.padded(Int(length)) <= actualLength - next
            else { throw damaged("the section \(name) does not lie in the file") }
            let entry = Entry(
                name: name, offset: next, length: Int(length), checksum: SnapshotHeader.read(bytes, start + 24))
            entries.append(entry)
            next += entry.paddedLength
        }
        guard next == actualLength else { throw damaged("bytes follow the last section") }
    }
}

extension VectorElement {
    fileprivate var snapshotCode: UInt32 {
        switch self {
        case .float32: 0
        case .float16: 1
        case .bfloat16: 2
        case .int8: 3
        case .binary: 4
        }
    }

    fileprivate init?(snapshotCode: UInt32) {
        guard let element = Self.allCases.first(where: { $0.snapshotCode == snapshotCode }) else { return nil }
        self = element
    }
}
