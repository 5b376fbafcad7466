/// Little-endian numbers in byte arrays, as ZIP, GGUF and safetensors store them.
package enum LittleEndian {
    package static func read<Number: FixedWidthInteger & UnsignedInteger>(
        _ type: Number.Type, _ bytes: some RandomAccessCollection<UInt8>, at offset: Int
    ) -> Number {
        var value: Number = 0
        var index = bytes.index(bytes.startIndex, offsetBy: offset)
        for shift in 0..<(Number.bitWidth / 8) {
            value |= Number(truncatingIfNeeded: bytes[index]) << Number(shift * 8)
            index = bytes.index(after: index)
        }
        return value
    }

    package static func append<Number: FixedWidthInteger>(_ value: Number, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
