/// The bytes of some scalars: one range for each byte.
struct ByteSequence {
    var ranges: [ClosedRange<UInt8>]
    var target: Int32
}

/// Ranges of scalars as ranges of their bytes in UTF-8 (RFC 3629).
enum UTF8Ranges {
    /// Appends the sequences of a range without surrogates, in order.
    static func append(_ range: ClosedRange<UInt32>, _ target: Int32, to sequences: inout [ByteSequence]) {
        var open = [range]
        while let range = open.popLast() {
            let (low, high) = (range.lowerBound, range.upperBound)
            if let cut = cut(low, high) {
                open.append((cut + 1)...high)
                open.append(low...cut)
                continue
            }
            let first = bytes(low)
            let last = bytes(high)
            sequences.append(ByteSequence(ranges: zip(first, last).map { $0...$1 }, target: target))
        }
    }

    /// Where a range must be cut, so that its bytes vary independently of one another; nil where they do.
    private static func cut(_ low: UInt32, _ high: UInt32) -> UInt32? {
        for end: UInt32 in [0x7F, 0x7FF, 0xFFFF] where low <= end && high > end { return end }
        guard high > 0x7F else { return nil }
        for bits: UInt32 in [6, 12, 18] {
            let mask = (UInt32(1) << bits) - 1
            guard low & ~mask != high & ~mask else { continue }
            if low & mask != 0 { return low | mask }
            if high & mask != mask { return (high & ~mask) - 1 }
        }
        return nil
    }

    private static func bytes(_ scalar: UInt32) -> [UInt8] {
        guard let scalar = Unicode.Scalar(scalar) else { return [] }
        return Array(String(Character(scalar)).utf8)
    }
}
