/// A log's files, format 1. Integers are little-endian, except the byte-order mark.
///
/// A segment is called after the number of its first record (20 digits) and ends in ".klog". It begins with 32 bytes:
///
///     0   8  magic "KAPELLWL"
///     8   4  version
///     12  4  byte-order mark 0x01020304, in the order of the machine that wrote it
///     16  8  number of the first record
///     24  4  salt: a random number, with which the checksums of the records begin
///     28  4  CRC32C of bytes 0 to 27
///
/// Records follow, one behind the other, with numbers that rise by 1:
///
///     0   4  CRC32C of everything below, continued from the salt
///     4   4  length of the payload
///     8   8  number of the record
///     16  8  number of the last record that was on the device when this one was written
///     24     the payload
///
/// The salt keeps a payload that looks like a record from being taken for one. The number at 16 tells damage from a
/// torn end: a device may keep later pages of a batch and lose earlier ones, but not what it had before.
enum RecordLogFormat {
    static let headerSize = 32
    static let recordSize = 24
    static let version: UInt32 = 1
    static let suffix = ".klog"
    static let unfinishedSuffix = ".klog.new"
    private static let magic = Array("KAPELLWL".utf8)
    private static let byteOrderMark: UInt32 = 0x0102_0304

    // MARK: Names

    static func name(first: UInt64) -> String {
        let digits = String(first)
        return String(repeating: "0", count: 20 - digits.count) + digits + suffix
    }

    /// The first record's number that a name tells; nil when it is no segment's name.
    static func first(name: String) -> UInt64? {
        guard name.hasSuffix(suffix), name.utf8.count == 20 + suffix.utf8.count else { return nil }
        let digits = name.dropLast(suffix.count)
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return UInt64(digits)
    }

    static func isUnfinished(name: String) -> Bool {
        name.hasSuffix(unfinishedSuffix) && first(name: String(name.dropLast(4))) != nil
    }

    // MARK: Segments

    static func header(first: UInt64, salt: UInt32) -> [UInt8] {
        var writer = ByteWriter(bytes: magic)
        writer.append(version)
        withUnsafeBytes(of: byteOrderMark) { writer.bytes.append(contentsOf: $0) }
        writer.append(first)
        writer.append(salt)
        return writer.checked()
    }

    /// Checks a header and returns its salt.
    static func salt(of header: [UInt8], first: UInt64, file: String) throws(RecordLogError) -> UInt32 {
        func damaged(_ what: String) -> RecordLogError { .damaged(file: file, offset: 0, what: what) }
        guard header.count == headerSize else { throw damaged("the header is cut off") }
        guard header.starts(with: magic) else { throw damaged("it does not begin as a log does") }
        let checksum = header.withUnsafeBytes { VectorKernels.crc32c(UnsafeRawBufferPointer(rebasing: $0[..<28])) }
        guard checksum == read(header, 28, as: UInt32.self) else { throw damaged("the header's checksum is wrong") }
        let version = read(header, 8, as: UInt32.self)
        guard version == Self.version else {
            throw .unsupported(file: file, what: "it has format \(version), and this program reads format 1")
        }
        guard read(header, 12, as: UInt32.self) == byteOrderMark.littleEndian else {
            throw .unsupported(file: file, what: "it was written on a machine with the other byte order")
        }
        let number = read(header, 16, as: UInt64.self)
        guard number == first else { throw damaged("its first record is \(number), and its name tells \(first)") }
        return read(header, 24, as: UInt32.self)
    }

    private static func read<T: FixedWidthInteger>(_ bytes: [UInt8], _ offset: Int, as type: T.Type) -> T {
        bytes.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
    }

    // MARK: Records

    /// Appends a whole record to the bytes.
    static func append(
        _ payload: [UInt8], sequence: UInt64, durable: UInt64, salt: UInt32, to bytes: inout [UInt8]
    ) {
        let start = bytes.count
        var writer = ByteWriter(bytes: [])
        writer.append(UInt32(0))
        writer.append(UInt32(payload.count))
        writer.append(sequence)
        writer.append(durable)
        bytes += writer.bytes
        bytes += payload
        let checksum = bytes.withUnsafeBytes {
            VectorKernels.crc32c(UnsafeRawBufferPointer(rebasing: $0[(start + 4)...]), continuing: salt)
        }
        withUnsafeBytes(of: checksum.littleEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
    }
}

/// The first bytes of a record.
struct RecordHeader {
    let checksum: UInt32
    let length: Int
    let sequence: UInt64
    let durable: UInt64

    /// - Parameter bytes: At least `RecordLogFormat.recordSize`.
    init(_ bytes: UnsafeRawBufferPointer) {
        func read<T: FixedWidthInteger>(_ offset: Int, as type: T.Type) -> T {
            T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
        }
        checksum = read(0, as: UInt32.self)
        length = Int(read(4, as: UInt32.self))
        sequence = read(8, as: UInt64.self)
        durable = read(16, as: UInt64.self)
    }
}
