import KapellLocal

extension FloatPacking {
    /// The number that a 16-bit IEEE float holds.
    static func number(half bits: UInt16) -> Double {
        let (exponent, part) = (Int(bits >> 10 & 31), Double(bits & 1023) / 1024)
        func size(_ significand: Double, _ exponent: Int) -> Double {
            Double(sign: .plus, exponent: exponent, significand: significand)
        }
        let magnitude =
            exponent == 31
            ? (part == 0 ? .infinity : .nan) : exponent == 0 ? size(part, -14) : size(1 + part, exponent - 15)
        return bits >> 15 == 0 ? magnitude : -magnitude
    }
}
