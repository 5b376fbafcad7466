/// Reads numbers (RFC 8259, section 6).
enum JSONNumber {
    /// Reads the number at `start`, and returns it with the place after it.
    ///
    /// - Throws: a failure whose offset counts from `start`. ``JSONError/Reason/unexpectedEnd`` means that a digit
    ///   was missing at `end`.
    @inline(__always)
    static func read(
        from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
    ) throws(JSONFailure) -> (value: JSONValue, after: UnsafePointer<UInt8>) {
        var next = start
        let isNegative = next < end && next.pointee == UInt8(ascii: "-")
        if isNegative { next += 1 }

        let firstDigit = next
        var mantissa: UInt64 = 0
        while next < end {
            let digit = next.pointee &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            mantissa = mantissa &* 10 &+ UInt64(digit)
            next += 1
        }
        let digits = next - firstDigit
        guard digits > 0 else { throw missingDigit(at: next, from: start, to: end) }
        if digits > 1, firstDigit.pointee == UInt8(ascii: "0") {
            throw JSONFailure(.leadingZero, at: 0)
        }
        if next < end {
            let byte = next.pointee
            if byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") {
                return try readFraction(start, firstDigit, integerEnd: next, end, isNegative: isNegative, mantissa)
            }
        }
        guard digits <= 18, mantissa != 0 || !isNegative else {
            return (try longInteger(firstDigit, next, isNegative: isNegative), next)
        }
        let magnitude = Int64(truncatingIfNeeded: mantissa)
        return (.integer(isNegative ? 0 &- magnitude : magnitude), next)
    }

    /// An integer of 19 digits and more, or -0.
    @inline(never)
    private static func longInteger(
        _ first: UnsafePointer<UInt8>, _ after: UnsafePointer<UInt8>, isNegative: Bool
    ) throws(JSONFailure) -> JSONValue {
        var value: UInt64 = 0
        var overflows = false
        var place = first
        while place < after, !overflows {
            let product = value.multipliedReportingOverflow(by: 10)
            let sum = product.partialValue.addingReportingOverflow(UInt64(place.pointee - UInt8(ascii: "0")))
            overflows = product.overflow || sum.overflow
            value = sum.partialValue
            place += 1
        }
        if !overflows {
            if !isNegative { return value > UInt64(Int64.max) ? .unsigned(value) : .integer(Int64(value)) }
            if value == 0 { return .number(-0.0) }
            if value <= UInt64(Int64.max) + 1 { return .integer(Int64(truncatingIfNeeded: 0 &- value)) }
        }
        let parts = JSONDecimal(integer: first, integerEnd: after, fraction: after, fractionEnd: after, exponent: 0)
        return .number(try signed(parts.slowValue(), isNegative))
    }

    private static func readFraction(
        _ start: UnsafePointer<UInt8>, _ firstDigit: UnsafePointer<UInt8>, integerEnd: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>, isNegative: Bool, _ integerMantissa: UInt64
    ) throws(JSONFailure) -> (value: JSONValue, after: UnsafePointer<UInt8>) {
        var next = integerEnd
        var mantissa = integerMantissa
        var fraction = next
        if next.pointee == UInt8(ascii: ".") {
            next += 1
            fraction = next
            while next < end {
                let digit = next.pointee &- UInt8(ascii: "0")
                guard digit <= 9 else { break }
                mantissa = mantissa &* 10 &+ UInt64(digit)
                next += 1
            }
            guard next > fraction else { throw missingDigit(at: next, from: start, to: end) }
        }
        let fractionEnd = next
        var exponent = 0
        if next < end, next.pointee | 0x20 == UInt8(ascii: "e") {
            (exponent, next) = try readExponent(next + 1, start, end)
        }
        let parts = JSONDecimal(
            integer: firstDigit, integerEnd: integerEnd, fraction: fraction, fractionEnd: fractionEnd,
            exponent: exponent)
        let value: Double
        if let fast = parts.fastValue(mantissa: mantissa) {
            value = fast
        } else {
            value = try parts.slowValue()
        }
        return (.number(signed(value, isNegative)), next)
    }

    private static func readExponent(
        _ first: UnsafePointer<UInt8>, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) throws(JSONFailure) -> (Int, UnsafePointer<UInt8>) {
        var next = first
        var isNegative = false
        if next < end, next.pointee == UInt8(ascii: "-") || next.pointee == UInt8(ascii: "+") {
            isNegative = next.pointee == UInt8(ascii: "-")
            next += 1
        }
        let digits = next
        var exponent = 0
        while next < end {
            let digit = next.pointee &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            if exponent < JSONDecimal.greatestExponent { exponent = exponent * 10 + Int(digit) }
            next += 1
        }
        guard next > digits else { throw missingDigit(at: next, from: start, to: end) }
        return (isNegative ? -exponent : exponent, next)
    }

    @inline(__always)
    private static func signed(_ value: Double, _ isNegative: Bool) -> Double { isNegative ? -value : value }

    private static func missingDigit(
        at place: UnsafePointer<UInt8>, from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
    ) -> JSONFailure {
        place < end
            ? JSONFailure(.misplaced(place.pointee, .digit), at: place - start)
            : JSONFailure(.unexpectedEnd, at: place - start)
    }
}
