internal import CKapellKernels

/// Writes the sections of a snapshot.
///
/// Format 1. Integers are little-endian. The head has 32 bytes:
///
///     0   8  magic "KAPELLTX"
///     8   4  version
///     12  4  number of sections
///     16  8  length of the file
///     24  4  zero
///     28  4  CRC32C of bytes 0 to 27
///
/// Each section has a head of 24 bytes, its content, and zeros up to a multiple of 8:
///
///     0   4  kind
///     4   4  CRC32C of the content
///     8   8  length of the content
///     16  4  zero
///     20  4  CRC32C of bytes 0 to 19
///
/// The first section describes the index; the others follow in the order of ``SnapshotSection``, for each segment.
struct SnapshotWriter {
    private(set) var bytes: [UInt8] = []
    private var sections: UInt32 = 0

    static let version: UInt32 = 1
    static let magic = Array("KAPELLTX".utf8)
    static let headSize = 32
    static let sectionHeadSize = 24

    init() { bytes = [UInt8](repeating: 0, count: Self.headSize) }

    mutating func section(_ kind: SnapshotSection, _ content: UnsafeRawBufferPointer) {
        var head = ByteWriter()
        head.write(kind.rawValue)
        head.write(Self.checksum(content))
        head.write(UInt64(content.count))
        head.write(UInt32(0))
        head.write(head.bytes.withUnsafeBytes { Self.checksum($0) })
        bytes += head.bytes
        bytes.append(contentsOf: content)
        while bytes.count % 8 != 0 { bytes.append(0) }
        sections += 1
    }

    mutating func finish() -> [UInt8] {
        var head = ByteWriter()
        for byte in Self.magic { head.write(byte) }
        head.write(Self.version)
        head.write(sections)
        head.write(UInt64(bytes.count))
        head.write(UInt32(0))
        head.write(head.bytes.withUnsafeBytes { Self.checksum($0) })
        bytes.replaceSubrange(0..<Self.headSize, with: head.bytes)
        return bytes
    }

    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        kapell_crc32c(0, bytes.baseAddress, bytes.count)
    }
}

/// What a section holds.
enum SnapshotSection: UInt32 {
    case description = 1
    case ids, deleted
    case lengths, termOffsets, termBytes, frequencies, firstBlocks, blocks, documents, positions
    case formOffsets, formBytes, formTerms
}

/// Numbers and texts in a row.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ text: String) {
        write(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }
}
