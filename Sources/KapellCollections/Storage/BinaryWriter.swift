/// Gathers little-endian numbers and texts.
package struct BinaryWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Its length in bytes, then the UTF-8.
    package mutating func append(_ text: String) {
        append(UInt32(truncatingIfNeeded: text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func append(_ vector: [Float]) {
        #if _endian(little)
            vector.withUnsafeBytes { bytes.append(contentsOf: $0) }
        #else
            for component in vector { append(component.bitPattern) }
        #endif
    }
}
