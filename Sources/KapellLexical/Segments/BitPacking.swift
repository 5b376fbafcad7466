/// Numbers of a fixed number of bits, one behind the other, lowest bit first.
enum BitPacking {
    static func byteCount(_ count: Int, bits: Int) -> Int { (count * bits + 7) / 8 }

    /// The bits that the greatest value needs.
    static func bits(of greatest: UInt32) -> Int { 32 - greatest.leadingZeroBitCount }

    static func pack(_ values: UnsafeBufferPointer<UInt32>, bits: Int, into bytes: inout [UInt8]) {
        var held: UInt64 = 0
        var count = 0
        for value in values {
            held |= UInt64(value) << UInt64(count)
            count += bits
            while count >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: held))
                held >>= 8
                count -= 8
            }
        }
        if count > 0 { bytes.append(UInt8(truncatingIfNeeded: held)) }
    }

    /// Reads `count` values. Up to seven bytes after the last value are loaded, and not used.
    @inline(__always)
    static func unpack(
        _ source: UnsafePointer<UInt8>, bits: Int, count: Int, _ store: (_ index: Int, _ value: UInt32) -> Void
    ) {
        let mask = UInt64(1) &<< UInt64(bits) &- 1
        let raw = UnsafeRawPointer(source)
        var bit = 0
        var index = 0
        while index < count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self))
            store(index, UInt32(truncatingIfNeeded: (word &>> UInt64(bit & 7)) & mask))
            bit &+= bits
            index &+= 1
        }
    }
}
