/// Comparison and division of JSON numbers, without rounding.
enum SchemaNumbers {
    /// Whether one number is less than another.
    static func isLess(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.number(let left), _): isLess(left, whole(right))
        case (_, .number(let right)): isLess(whole(left), right)
        default: whole(left) < whole(right)
        }
    }

    private static func whole(_ value: JSONValue) -> Int128 {
        switch value {
        case .integer(let value): Int128(value)
        case .unsigned(let value): Int128(value)
        default: 0
        }
    }

    private static func isLess(_ left: Double, _ right: Int128) -> Bool {
        if left >= 0x1p64 { return false }
        if left < -0x1p63 { return true }
        let down = left.rounded(.down)
        return Int128(down) < right
    }

    private static func isLess(_ left: Int128, _ right: Double) -> Bool {
        if right >= 0x1p64 { return true }
        if right < -0x1p63 { return false }
        let up = right.rounded(.up)
        return left < Int128(up)
    }

    /// Whether `value` is an integer times `divisor`, which is greater than 0. Both count as the decimal numbers that
    /// are written for them.
    static func isMultiple(_ value: JSONValue, of divisor: JSONValue) -> Bool {
        guard let value = Decimal(value), let divisor = Decimal(divisor), divisor.digits != 0 else { return false }
        if value.digits == 0 { return true }
        let shift = value.exponent - divisor.exponent
        if shift >= 0 {
            // digits * 10^shift modulo the divisor's digits.
            let modulus = UInt128(divisor.digits)
            var power = UInt128(10) % modulus
            var rest = UInt128(value.digits) % modulus
            var left = shift
            while left > 0 {
                if left & 1 == 1 { rest = rest * power % modulus }
                power = power * power % modulus
                left >>= 1
            }
            return rest == 0
        }
        var scaled = UInt128(divisor.digits)
        for _ in 0..<(-shift) {
            scaled *= 10
            if scaled > UInt128(value.digits) { return false }
        }
        return UInt128(value.digits) % scaled == 0
    }

    /// The size of a number, as digits times a power of ten.
    private struct Decimal {
        var digits: UInt64
        var exponent = 0

        init?(_ value: JSONValue) {
            switch value {
            case .integer(let value): digits = value.magnitude
            case .unsigned(let value): digits = value
            case .number(let value):
                guard value.isFinite else { return nil }
                digits = 0
                read(value.magnitude.description)
            default: return nil
            }
        }

        /// Reads what Swift writes for a `Double`, at most 17 digits.
        private mutating func read(_ text: String) {
            var isFraction = false
            var bytes = text.utf8[...]
            while let byte = bytes.popFirst() {
                switch byte {
                case 0x30...0x39:
                    // Zeros at the end may make it longer than 64 bits.
                    let (product, overflows) = digits.multipliedReportingOverflow(by: 10)
                    if overflows {
                        if !isFraction { exponent += 1 }
                        continue
                    }
                    digits = product + UInt64(byte - 0x30)
                    if isFraction { exponent -= 1 }
                case UInt8(ascii: "."): isFraction = true
                default:  // e
                    exponent += Int(String(decoding: bytes, as: UTF8.self).replacingPlus) ?? 0
                    return
                }
            }
        }
    }
}

extension String {
    fileprivate var replacingPlus: String { utf8.first == UInt8(ascii: "+") ? String(dropFirst()) : self }
}
