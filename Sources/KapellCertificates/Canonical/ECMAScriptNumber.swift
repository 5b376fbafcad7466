/// Numbers as ECMAScript writes them. Source: ECMA-262, Number::toString, which RFC 8785 names.
enum ECMAScriptNumber {
    /// `nil` for what is not finite.
    static func text(_ value: Double) -> String? {
        guard value.isFinite else { return nil }
        if value == 0 { return "0" }
        let (digits, point) = shortest(value.magnitude)
        return (value < 0 ? "-" : "") + layout(digits, point)
    }

    /// The fewest digits that read back as the number, and where its point stands behind the first of them.
    private static func shortest(_ value: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var (point, exponent) = (0, 0)
        var isFraction = false
        let text = value.description
        let parts = text.split(separator: "e")
        if parts.count == 2 { exponent = Int(parts[1]) ?? 0 }
        for byte in (parts.first ?? "").utf8 {
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else {
                digits.append(byte)
                if !isFraction { point += 1 }
            }
        }
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leading)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, point - leading + exponent)
    }

    private static func layout(_ digits: [UInt8], _ point: Int) -> String {
        let text = String(decoding: digits, as: UTF8.self)
        func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
        if digits.count <= point, point <= 21 { return text + zeros(point - digits.count) }
        if point > 0, point <= 21 { return "\(text.prefix(point)).\(text.dropFirst(point))" }
        if point > -6, point <= 0 { return "0.\(zeros(-point))\(text)" }
        let exponent = point - 1
        let mantissa = digits.count == 1 ? text : "\(text.prefix(1)).\(text.dropFirst())"
        return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
    }
}
