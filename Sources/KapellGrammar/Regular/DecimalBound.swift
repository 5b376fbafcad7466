import KapellJSON

/// A number of a schema as decimal digits, exactly as it is written.
struct DecimalBound {
    var isNegative: Bool
    /// The digits before the point, without zeros in front; "0" where there are none.
    var whole: [UInt8]
    /// The digits behind the point, without zeros at the end.
    var fraction: [UInt8]

    var isZero: Bool { whole == [0] && fraction.isEmpty }

    /// Nil for what is no number.
    init?(_ value: JSONValue) {
        let text: String
        switch value {
        case .integer(let number): text = "\(number)"
        case .unsigned(let number): text = "\(number)"
        case .number(let number):
            guard number.isFinite else { return nil }
            text = "\(number)"
        default: return nil
        }
        isNegative = text.utf8.first == UInt8(ascii: "-")
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        let bytes = Array(text.utf8)
        for (place, byte) in bytes.enumerated() {
            switch byte {
            case 0x30...0x39: digits.append(byte - 0x30)
            case UInt8(ascii: "."): point = digits.count
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                let rest = bytes[(place + 1)...].filter { $0 != UInt8(ascii: "+") }
                exponent = Int(String(decoding: rest, as: UTF8.self)) ?? 0
            default: break
            }
            if byte | 0x20 == UInt8(ascii: "e") { break }
        }
        // The exponent's own digits came in, too, where there is one: take them off.
        if let mark = bytes.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            digits = bytes[..<mark].filter { $0 >= 0x30 && $0 <= 0x39 }.map { $0 - 0x30 }
        }
        var places = (point ?? digits.count) + exponent
        while places > digits.count { digits.append(0) }
        while places < 0 {
            digits.insert(0, at: 0)
            places += 1
        }
        whole = Array(digits[..<places].drop { $0 == 0 })
        if whole.isEmpty { whole = [0] }
        fraction = Array(digits[places...])
        while fraction.last == 0 { fraction.removeLast() }
        if isZero { isNegative = false }
    }
}
