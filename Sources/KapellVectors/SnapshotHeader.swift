/// The first 64 bytes of a snapshot, format 1. Integers are little-endian, except the byte-order mark.
///
///     0   8  magic "KAPELLVX"
///     8   4  version
///     12  4  byte-order mark 0x01020304, in the order of the machine that wrote the sections
///     16  4  metric: 1 cosine, 2 dot, 3 l2
///     20  4  dimensions
///     24  8  number of rows
///     32  8  applied sequence number
///     40  4  CRC32C of the section of ids, with its padding
///     44  4  CRC32C of the section of vectors, with its padding
///     48  8  length of the file
///     56  4  zero
///     60  4  CRC32C of bytes 0 to 59
///
/// Two sections follow, each filled up with zeros to a multiple of 64 bytes: the ids (Int64) and the vectors
/// (32-bit floats, row by row). Magic, byte-order mark, version and checksum keep their places in later versions.
struct SnapshotHeader: Equatable {
    static let size = 64
    static let version: UInt32 = 1
    static let magic = Array("KAPELLVX".utf8)
    static let byteOrderMark: UInt32 = 0x0102_0304

    var metric: VectorMetric
    var dimensions: Int
    var count: Int
    var sequence: Int64
    var idsChecksum: UInt32
    var vectorsChecksum: UInt32

    /// Bytes of the section of ids, with padding. The sums cannot run over: `init` and the index bound the fields.
    var idsLength: Int { Self.padded(count * 8) }
    var vectorsLength: Int { Self.padded(count * dimensions * 4) }
    var fileLength: Int { Self.size + idsLength + vectorsLength }

    static func padded(_ length: Int) -> Int { (length + 63) & ~63 }
}

extension SnapshotHeader {
    var bytes: [UInt8] {
        var bytes = Self.magic
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
        append(Self.version)
        withUnsafeBytes(of: Self.byteOrderMark) { bytes.append(contentsOf: $0) }
        append(metric.snapshotCode)
        append(UInt32(dimensions))
        append(UInt64(count))
        append(sequence)
        append(idsChecksum)
        append(vectorsChecksum)
        append(UInt64(fileLength))
        append(UInt32(0))
        append(bytes.withUnsafeBytes { VectorKernels.crc32c($0) })
        return bytes
    }

    /// Reads and checks a header. No field is used before the checksum over all of them was right.
    /// - Parameter actualLength: The length of the file as the file system tells it.
    init(_ bytes: [UInt8], actualLength: Int, path: String) throws(VectorError) {
        func damaged(_ what: String) -> VectorError { .damagedSnapshot(path: path, what: what) }
        func read<T: FixedWidthInteger>(_ offset: Int, as type: T.Type) -> T { Self.read(bytes, offset) }
        try Self.check(bytes, version: Self.version, path: path)
        guard let metric = VectorMetric(snapshotCode: read(16, as: UInt32.self)) else {
            throw damaged("the metric is unknown")
        }
        let dimensions = Int(read(20, as: UInt32.self))
        guard (1...FlatIndex.maximumDimensions).contains(dimensions) else {
            throw damaged("\(dimensions) dimensions are not possible")
        }
        guard read(56, as: UInt32.self) == 0 else { throw damaged("reserved bytes are not zero") }
        // 2^40 rows of 2^16 floats are 2^58 bytes: nothing below can run over.
        let count = read(24, as: UInt64.self)
        guard count <= 1 << 40 else { throw damaged("\(count) rows are not possible") }

        self.metric = metric
        self.dimensions = dimensions
        self.count = Int(count)
        sequence = read(32, as: Int64.self)
        idsChecksum = read(40, as: UInt32.self)
        vectorsChecksum = read(44, as: UInt32.self)
        guard read(48, as: UInt64.self) == UInt64(fileLength) else {
            throw damaged("its length does not fit its \(count) rows")
        }
        guard actualLength == fileLength else {
            throw damaged("the file has \(actualLength) bytes and should have \(fileLength)")
        }
    }
}

extension SnapshotHeader {
    /// Checks what the headers of all versions have in common.
    static func check(_ bytes: [UInt8], version: UInt32, path: String) throws(VectorError) {
        func damaged(_ what: String) -> VectorError { .damagedSnapshot(path: path, what: what) }
        guard bytes.count == size else { throw damaged("the header is cut off") }
        guard bytes.starts(with: magic) else { throw damaged("it does not begin as a snapshot does") }
        let checksum = bytes.withUnsafeBytes { VectorKernels.crc32c(UnsafeRawBufferPointer(rebasing: $0[..<60])) }
        guard checksum == read(bytes, 60) else { throw damaged("the header's checksum is wrong") }
        let found: UInt32 = read(bytes, 8)
        guard found == version else {
            throw .unsupportedSnapshot(
                path: path, what: "it has format \(found), and format \(version) is read here")
        }
        let mark: UInt32 = read(bytes, 12)
        guard mark == byteOrderMark.littleEndian else {
            guard mark == byteOrderMark.littleEndian.byteSwapped else { throw damaged("the byte-order mark") }
            throw .unsupportedSnapshot(path: path, what: "it was written on a machine with the other byte order")
        }
    }

    static func read<T: FixedWidthInteger>(_ bytes: [UInt8], _ offset: Int) -> T {
        bytes.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
    }
}

extension VectorMetric {
    var snapshotCode: UInt32 {
        switch self {
        case .cosine: 1
        case .dot: 2
        case .l2: 3
        }
    }

    init?(snapshotCode: UInt32) {
        guard let metric = Self.allCases.first(where: { $0.snapshotCode == snapshotCode }) else { return nil }
        self = metric
    }
}
