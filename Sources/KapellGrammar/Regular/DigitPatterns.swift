/// Regular expressions for decimal numbers without sign that are at least, or at most, some bound.
enum DigitPatterns {
    /// Numbers that are not less than a bound, or greater than it.
    static func least(_ bound: DecimalBound, _ isExclusive: Bool) -> String {
        let whole = bound.whole
        var forms = ["\(greater(whole))(?:\\.\\d+)?", "[1-9]\\d{\(whole.count),}(?:\\.\\d+)?"]
        let same = text(whole)
        let fraction = bound.fraction
        if fraction.isEmpty {
            forms.append(isExclusive ? "\(same)\\.\\d*[1-9]\\d*" : "\(same)(?:\\.\\d+)?")
        } else {
            // The same digits and then anything, or a greater digit at some place.
            let tail = isExclusive ? "\\d*[1-9]\\d*" : "\\d*"
            var parts = ["\(text(fraction))\(tail)"]
            for (place, digit) in fraction.enumerated() where digit < 9 {
                parts.append("\(text(fraction[..<place]))[\(digit + 1)-9]\\d*")
            }
            forms.append("\(same)\\.(?:\(parts.joined(separator: "|")))")
        }
        return forms.joined(separator: "|")
    }

    /// Numbers that are not greater than a bound, or less than it.
    static func most(_ bound: DecimalBound, _ isExclusive: Bool) -> String {
        let whole = bound.whole
        var forms: [String] = []
        if whole != [0] {
            forms.append("\(less(whole))(?:\\.\\d+)?")
            if whole.count > 1 { forms.append("(?:0|[1-9]\\d{0,\(whole.count - 2)})(?:\\.\\d+)?") }
        }
        let same = text(whole)
        let fraction = bound.fraction
        if fraction.isEmpty {
            if !isExclusive { forms.append("\(same)(?:\\.0+)?") }
        } else {
            // Fewer digits, a lesser digit at some place, or the same digits and then zeros.
            var parts: [String] = []
            for (place, digit) in fraction.enumerated() {
                if place > 0 { parts.append(text(fraction[..<place])) }
                if digit > 0 { parts.append("\(text(fraction[..<place]))[0-\(digit - 1)]\\d*") }
            }
            if !isExclusive { parts.append("\(text(fraction))0*") }
            forms.append("\(same)")
            forms.append("\(same)\\.(?:\(parts.joined(separator: "|")))")
        }
        return forms.isEmpty ? never : forms.joined(separator: "|")
    }

    /// Matches nothing: a letter is no digit.
    private static let never = "x"

    private static func text(_ digits: some Sequence<UInt8>) -> String { digits.map { "\($0)" }.joined() }

    /// Whole numbers with as many digits that are greater.
    private static func greater(_ digits: [UInt8]) -> String {
        var parts: [String] = []
        for (place, digit) in digits.enumerated() where digit < 9 {
            parts.append("\(text(digits[..<place]))[\(digit + 1)-9]\\d{\(digits.count - place - 1)}")
        }
        return parts.isEmpty ? never : "(?:\(parts.joined(separator: "|")))"
    }

    /// Whole numbers with as many digits that are less, without a zero in front where they have several.
    private static func less(_ digits: [UInt8]) -> String {
        var parts: [String] = []
        for (place, digit) in digits.enumerated() {
            let lowest: UInt8 = place == 0 && digits.count > 1 ? 1 : 0
            guard digit > lowest else { continue }
            parts.append("\(text(digits[..<place]))[\(lowest)-\(digit - 1)]\\d{\(digits.count - place - 1)}")
        }
        return parts.isEmpty ? never : "(?:\(parts.joined(separator: "|")))"
    }
}
