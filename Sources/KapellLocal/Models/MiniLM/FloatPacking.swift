/// Turns 32-bit floats into the shorter forms that ggml computes with. Ties round to even.
package enum FloatPacking {
    /// The bits of the nearest 16-bit IEEE float.
    package static func half(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        let sign = UInt16(truncatingIfNeeded: bits >> 16) & 0x8000
        let magnitude = bits & 0x7fff_ffff
        if magnitude > 0x7f80_0000 { return sign | 0x7e00 }
        if magnitude >= 0x477f_f000 { return sign | 0x7c00 }
        if magnitude < 0x3300_0001 { return sign }
        if magnitude < 0x3880_0000 {
            // Too small for a normal number: shift the fraction, with its leading one, into place.
            let shift = 126 - (magnitude >> 23)
            let fraction = (magnitude & 0x007f_ffff) | 0x0080_0000
            let kept = fraction >> shift
            let rest = fraction & ((1 << shift) - 1)
            let middle: UInt32 = 1 << (shift - 1)
            let up = rest > middle || (rest == middle && kept & 1 == 1)
            return sign | UInt16(truncatingIfNeeded: kept + (up ? 1 : 0))
        }
        let rebased = magnitude - 0x3800_0000
        return sign | UInt16(truncatingIfNeeded: (rebased + 0x0fff + ((rebased >> 13) & 1)) >> 13)
    }

    /// The bits of the nearest bfloat16.
    package static func brain(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        if bits & 0x7fff_ffff > 0x7f80_0000 { return UInt16(truncatingIfNeeded: bits >> 16) | 64 }
        return UInt16(truncatingIfNeeded: (bits &+ 0x7fff &+ ((bits >> 16) & 1)) >> 16)
    }

    /// Packs little-endian 32-bit floats. The count must be a multiple of the block of `type`.
    static func pack(_ floats: [UInt8], as type: GGUFTensorType) -> [UInt8] {
        let count = floats.count / 4
        return floats.withUnsafeBytes { source in
            func number(_ index: Int) -> Float {
                Float(
                    bitPattern: UInt32(littleEndian: source.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
            }
            switch type {
            case .f16: return pairs(count) { half(number($0)) }
            case .bf16: return pairs(count) { brain(number($0)) }
            case .q8_0: return blocks(count, number)
            default: return floats
            }
        }
    }

    private static func pairs(_ count: Int, _ bits: (Int) -> UInt16) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count * 2) { buffer, filled in
            for index in 0..<count {
                let value = bits(index)
                buffer[index * 2] = UInt8(truncatingIfNeeded: value)
                buffer[index * 2 + 1] = UInt8(truncatingIfNeeded: value >> 8)
            }
            filled = count * 2
        }
    }

    /// Q8_0: 32 numbers as one 16-bit scale and 32 signed bytes.
    private static func blocks(_ count: Int, _ number: (Int) -> Float) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count / 32 * 34) { buffer, filled in
            for block in 0..<(count / 32) {
                var largest: Float = 0
                for index in 0..<32 { largest = max(largest, number(block * 32 + index).magnitude) }
                let scale = largest / 127
                let inverse = scale == 0 ? 0 : 1 / scale
                let bits = half(scale)
                buffer[block * 34] = UInt8(truncatingIfNeeded: bits)
                buffer[block * 34 + 1] = UInt8(truncatingIfNeeded: bits >> 8)
                for index in 0..<32 {
                    let scaled = (number(block * 32 + index) * inverse).rounded(.toNearestOrAwayFromZero)
                    let clamped = scaled.isNaN ? 0 : max(-127, min(127, scaled))
                    buffer[block * 34 + 2 + index] = UInt8(bitPattern: Int8(clamped))
                }
            }
            filled = count / 32 * 34
        }
    }
}
