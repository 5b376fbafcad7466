internal import CKapellKernels

/// Gathers little-endian integers.
struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append<T: FixedWidthInteger>(all values: [T]) {
        #if _endian(little)
            values.withUnsafeBytes { bytes.append(contentsOf: $0) }
        #else
            for value in values { append(value) }
        #endif
    }

    /// Its length, then the UTF-8.
    mutating func append(_ text: String) {
        append(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// The bytes with a CRC32C of all of them behind.
    func checked() -> [UInt8] {
        var writer = self
        writer.append(bytes.withUnsafeBytes { kapell_crc32c(0, $0.baseAddress, $0.count) })
        return writer.bytes
    }
}

/// Reads what `ByteWriter` wrote, and never beyond the end.
struct ByteReader {
    private let bytes: [UInt8]
    private let end: Int
    private let error: (String) -> FilterError
    private var offset: Int

    var isAtEnd: Bool { offset == end }

    /// - Parameter error: Makes the error from what is wrong.
    /// - Throws: When the CRC32C behind the bytes is not theirs.
    init(checked bytes: [UInt8], from offset: Int, error: @escaping (String) -> FilterError) throws(FilterError) {
        guard bytes.count >= offset + 4 else { throw error("it is cut off") }
        let checksum = bytes.withUnsafeBytes { kapell_crc32c(0, $0.baseAddress, $0.count - 4) }
        let stored = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self) }
        guard checksum == UInt32(littleEndian: stored) else { throw error("the checksum is wrong") }
        self.bytes = bytes
        self.error = error
        self.offset = offset
        end = bytes.count - 4
    }

    func damaged(_ what: String) -> FilterError { error(what) }

    mutating func next<T: FixedWidthInteger>(_ type: T.Type) throws(FilterError) -> T {
        guard end - offset >= MemoryLayout<T>.size else { throw error("it is cut off") }
        let start = offset
        offset += MemoryLayout<T>.size
        return bytes.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: T.self)) }
    }

    mutating func values<T: FixedWidthInteger>(_ count: Int, of type: T.Type) throws(FilterError) -> [T] {
        guard (end - offset) / MemoryLayout<T>.size >= count else { throw error("it is cut off") }
        let start = offset
        offset += count * MemoryLayout<T>.size
        return [T](unsafeUninitializedCapacity: count) { target, initialized in
            bytes.withUnsafeBytes { bytes in
                for place in 0..<count {
                    let from = start + place * MemoryLayout<T>.size
                    target[place] = T(littleEndian: bytes.loadUnaligned(fromByteOffset: from, as: T.self))
                }
            }
            initialized = count
        }
    }

    /// A count of things that take at least one byte each, so that a wrong one is seen before room is made for it.
    mutating func count() throws(FilterError) -> Int {
        let count = Int(try next(UInt32.self))
        guard count <= end - offset else { throw error("it is cut off") }
        return count
    }

    mutating func text() throws(FilterError) -> String {
        let bytes = try values(try count(), of: UInt8.self)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw error("a text is not UTF-8") }
        return text
    }
}
