/// Dates as text: a subset of ISO 8601, the proleptic Gregorian calendar, years 0000 to 9999.
///
/// `2024-01-31`, or `2024-01-31T18:30`, with seconds `:05` and a fraction `.123` (up to nine digits; what is below a
/// millisecond is cut off), and `Z`, `+02:00`, `+0200` or `+02` behind it. Without a zone the time is UTC; a date alone
/// is its midnight in UTC. A space or a small `t` may stand for `T`, a small `z` for `Z`. There is no second 60.
public enum MetadataDate {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    /// - Throws: `MetadataError.invalidDate`, which says what is wrong.
    public static func milliseconds(_ text: String) throws(MetadataError) -> Int64 {
        var reader = Reader(text: text, bytes: Array(text.utf8))
        let year = try reader.number(4, 0...9_999, "the year")
        try reader.expect("-", "after the year")
        let month = try reader.number(2, 1...12, "the month")
        try reader.expect("-", "after the month")
        let day = try reader.number(2, 1...daysIn(month: month, year: year), "the day")
        var result = days(year: year, month: month, day: day) * 86_400_000
        if reader.isAtEnd { return Int64(result) }

        guard reader.skip("T") || reader.skip("t") || reader.skip(" ") else {
            throw reader.error("the time begins with T after the day")
        }
        result += try reader.number(2, 0...23, "the hour") * 3_600_000
        try reader.expect(":", "after the hour")
        result += try reader.number(2, 0...59, "the minute") * 60_000
        if reader.skip(":") {
            result += try reader.number(2, 0...59, "the second") * 1_000
            if reader.skip(".") || reader.skip(",") { result += try reader.fraction() }
        }
        if !reader.isAtEnd && !reader.skip("Z") && !reader.skip("z") { result -= try reader.zone() }
        guard reader.isAtEnd else { throw reader.error("nothing may follow the zone") }
        return Int64(result)
    }

    /// The text in the form `2024-01-31T18:30:05.123Z`, or nil when the year is not from 0000 to 9999.
    public static func text(milliseconds: Int64) -> String? {
        guard milliseconds >= -62_167_219_200_000 && milliseconds <= 253_402_300_799_999 else { return nil }
        let day = Int(milliseconds.floorDivided(by: 86_400_000))
        let time = Int(milliseconds) - day * 86_400_000
        // From days to a date: Howard Hinnant, "chrono-compatible low-level date algorithms".
        let shifted = day + 719_468
        let era = Int(Int64(shifted).floorDivided(by: 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func digits(_ value: Int, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(dayOfMonth, 2))"
            + "T\(digits(time / 3_600_000, 2)):\(digits(time / 60_000 % 60, 2)):\(digits(time / 1_000 % 60, 2))"
            + ".\(digits(time % 1_000, 3))Z"
    }

    private static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = Int(Int64(shifted).floorDivided(by: 400))
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

private struct Reader {
    let text: String
    let bytes: [UInt8]
    var offset = 0

    var isAtEnd: Bool { offset == bytes.count }

    func error(_ reason: String) -> MetadataError { .invalidDate(String(text.prefix(64)), reason: reason) }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar, _ place: String) throws(MetadataError) {
        guard skip(character) else { throw error("\"\(character)\" is missing \(place)") }
    }

    mutating func digit() -> Int? {
        guard offset < bytes.count, bytes[offset] >= 0x30, bytes[offset] <= 0x39 else { return nil }
        defer { offset += 1 }
        return Int(bytes[offset]) - 0x30
    }

    mutating func number(_ count: Int, _ range: ClosedRange<Int>, _ what: String) throws(MetadataError) -> Int {
        var value = 0
        for _ in 0..<count {
            guard let digit = digit() else { throw error("\(what) needs \(count) digits") }
            value = value * 10 + digit
        }
        guard range.contains(value) else {
            throw error("\(what) is \(value), not from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    mutating func fraction() throws(MetadataError) -> Int {
        var milliseconds = 0
        var weight = 100
        var count = 0
        while let digit = digit() {
            milliseconds += digit * weight
            weight /= 10
            count += 1
        }
        guard (1...9).contains(count) else { throw error("the fraction of a second needs one to nine digits") }
        return milliseconds
    }

    /// The zone's distance from UTC in milliseconds.
    mutating func zone() throws(MetadataError) -> Int {
        let sign = skip("+") ? 1 : -1
        guard sign == 1 || skip("-") else { throw error("the zone is Z, or + or - and hours") }
        var minutes = try number(2, 0...23, "the zone's hour") * 60
        if skip(":") || !isAtEnd { minutes += try number(2, 0...59, "the zone's minute") }
        return sign * minutes * 60_000
    }
}

extension Int64 {
    /// The quotient rounded down. The divisor is above zero.
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
