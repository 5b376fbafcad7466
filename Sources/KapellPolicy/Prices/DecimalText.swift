/// Decimal numbers as text, exactly.
enum DecimalText {
    /// 10⁹ dollars are enough for any price.
    private static let mostDigits = 9

    /// `text` in units of 10^-decimals; `nil` where it is no decimal number, is negative, or does not fit.
    static func units(_ text: String, decimals: Int) -> Int128? {
        var bytes = text.utf8[...]
        var digits: [UInt8] = []
        var exponent = 0
        var hasPoint = false
        while let byte = bytes.first, byte == UInt8(ascii: ".") || isDigit(byte) {
            bytes = bytes.dropFirst()
            if byte == UInt8(ascii: ".") {
                guard !hasPoint, !digits.isEmpty else { return nil }
                hasPoint = true
            } else {
                digits.append(byte - UInt8(ascii: "0"))
                if hasPoint { exponent -= 1 }
            }
        }
        guard !digits.isEmpty, digits.count <= 40 else { return nil }
        if let byte = bytes.first, byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            guard let power = Int(Substring(bytes.dropFirst())), (-40...40).contains(power) else { return nil }
            exponent += power
        } else if !bytes.isEmpty {
            return nil
        }
        return units(digits, exponent: exponent + decimals, most: mostDigits + decimals)
    }

    /// The digits times 10^exponent.
    private static func units(_ digits: [UInt8], exponent: Int, most: Int) -> Int128? {
        var digits = digits[...]
        var exponent = exponent
        while exponent < 0, digits.last == 0 {
            digits = digits.dropLast()
            exponent += 1
        }
        digits = digits.drop { $0 == 0 }
        if digits.isEmpty { return 0 }
        guard exponent >= 0, digits.count + exponent <= most else { return nil }
        var value: Int128 = 0
        for digit in digits { value = value * 10 + Int128(digit) }
        for _ in 0..<exponent { value *= 10 }
        return value
    }

    /// Units of 10^-decimals as a decimal number.
    static func text(_ units: Int128, decimals: Int) -> String {
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let whole = String(padded.dropLast(decimals))
        var part = padded.suffix(decimals)
        while part.last == "0" { part.removeLast() }
        let sign = units < 0 ? "-" : ""
        return part.isEmpty ? sign + whole : "\(sign)\(whole).\(part)"
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
