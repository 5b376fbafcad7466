/// Multiplies an integer by a power of ten and rounds once, to the nearest `Double`.
enum JSONPowers {
    /// 5^0 to 5^27, all of which fit into 64 bits.
    private static let fives: [UInt64] = [
        1, 5, 25, 125, 625, 3_125, 15_625, 78_125, 390_625, 1_953_125, 9_765_625, 48_828_125, 244_140_625,
        1_220_703_125, 6_103_515_625, 30_517_578_125, 152_587_890_625, 762_939_453_125, 3_814_697_265_625,
        19_073_486_328_125, 95_367_431_640_625, 476_837_158_203_125, 2_384_185_791_015_625,
        11_920_928_955_078_125, 59_604_644_775_390_625, 298_023_223_876_953_125, 1_490_116_119_384_765_625,
        7_450_580_596_923_828_125,
    ]

    /// The `Double` nearest to `mantissa` times ten to the power of `exponent`; nil where 128 bits do not suffice.
    static func double(_ mantissa: UInt64, timesTenTo exponent: Int) -> Double? {
        guard exponent >= -27, exponent <= 27 else { return mantissa == 0 ? 0 : nil }
        if mantissa < 1 << 53, exponent >= -22, exponent <= 22 {
            // Both are exact as doubles, so that the one operation rounds correctly.
            let whole = Double(Int64(truncatingIfNeeded: mantissa))
            return exponent < 0 ? whole / tens(-exponent) : whole * tens(exponent)
        }
        if mantissa == 0 { return 0 }
        return exponent < 0 ? quotient(mantissa, -exponent) : product(mantissa, exponent)
    }

    private static func tens(_ exponent: Int) -> Double {
        // 5^22 is below 2^53, so that both factors and their product are exact.
        Double(Int64(truncatingIfNeeded: fives[exponent])) * power(ofTwo: exponent)
    }

    private static func product(_ mantissa: UInt64, _ exponent: Int) -> Double {
        let (high, low) = mantissa.multipliedFullWidth(by: fives[exponent])
        guard high != 0 else { return Double(low) * power(ofTwo: exponent) }
        let shift = high.leadingZeroBitCount
        var top = shift == 0 ? high : high << UInt64(shift) | low >> UInt64(64 - shift)
        // The bits that are left over only matter by being there: they break ties.
        if low << UInt64(shift) != 0 { top |= 1 }
        return Double(top) * power(ofTwo: 64 - shift + exponent)
    }

    private static func quotient(_ mantissa: UInt64, _ exponent: Int) -> Double {
        let five = fives[exponent]
        let shift = mantissa.leadingZeroBitCount
        let fiveShift = five.leadingZeroBitCount
        let dividend = mantissa << UInt64(shift)
        let divisor = five << UInt64(fiveShift)
        // dividend / divisor lies between 1/2 and 2, so that the quotient has 63 or 64 bits.
        let (quotient, rest) = divisor.dividingFullWidth((high: dividend >> 1, low: dividend << 63))
        return Double(rest == 0 ? quotient : quotient | 1) * power(ofTwo: fiveShift - shift - 63 - exponent)
    }

    private static func power(ofTwo exponent: Int) -> Double {
        Double(bitPattern: UInt64(1_023 + exponent) << 52)
    }
}
