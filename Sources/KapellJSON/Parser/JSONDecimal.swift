/// The parts of a number with fraction or exponent, and the nearest `Double` to it.
struct JSONDecimal {
    /// Exponents are read up to about here; beyond it every number is out of range or zero, because a text has
    /// fewer digits than that.
    static let greatestExponent = 1_000_000_000_000_000

    /// More digits than these never change a `Double`, except by being there at all.
    private static let digitLimit = 800

    var integer: UnsafePointer<UInt8>
    var integerEnd: UnsafePointer<UInt8>
    var fraction: UnsafePointer<UInt8>
    var fractionEnd: UnsafePointer<UInt8>
    var exponent: Int

    /// The value where it can be had by exact arithmetic on 128 bits; nil otherwise.
    ///
    /// - Parameter mantissa: all digits as one integer, right where there are at most 19 of them.
    @inline(__always)
    func fastValue(mantissa: UInt64) -> Double? {
        let fractionDigits = fractionEnd - fraction
        // Nineteen digits fit into 64 bits; a leading zero is one more that does no harm.
        let isZeroLed = integer.pointee == UInt8(ascii: "0")
        guard (integerEnd - integer) + fractionDigits <= (isZeroLed ? 20 : 19) else { return nil }
        return JSONPowers.double(mantissa, timesTenTo: exponent - fractionDigits)
    }

    /// The value of any number.
    ///
    /// - Throws: `numberOutOfRange` where it is too great for a `Double`. What is too small becomes 0.
    @inline(never)
    func slowValue() throws(JSONFailure) -> Double {
        var text = ""
        var scale = exponent
        var isCut = false
        for (first, last, isFraction) in [(integer, integerEnd, false), (fraction, fractionEnd, true)] {
            var place = first
            while place < last {
                let digit = place.pointee
                place += 1
                if text.utf8.count == Self.digitLimit {
                    isCut = isCut || digit != UInt8(ascii: "0")
                    if !isFraction { scale += 1 }
                    continue
                }
                if isFraction { scale -= 1 }
                if text.isEmpty, digit == UInt8(ascii: "0") { continue }
                text.unicodeScalars.append(Unicode.Scalar(digit))
            }
        }
        if text.isEmpty { return 0 }
        if isCut {
            text += "1"
            scale -= 1
        }
        // The number lies between 10^(magnitude - 1) and 10^magnitude.
        let magnitude = text.utf8.count + scale
        if magnitude > 310 { throw JSONFailure(.numberOutOfRange, at: 0) }
        if magnitude < -330 { return 0 }
        guard let value = Double("\(text)e\(scale)"), value.isFinite else {
            throw JSONFailure(.numberOutOfRange, at: 0)
        }
        return value
    }
}
