/// Dates and times of RFC 3339, and its durations (appendix A).
enum FormatDates {
    static func isDateTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count > 11, bytes[10] | 0x20 == UInt8(ascii: "t") else { return false }
        return isDate(bytes[..<10]) && isTime(bytes[11...])
    }

    static func isDate(_ text: String) -> Bool { isDate(Array(text.utf8)[...]) }

    static func isTime(_ text: String) -> Bool { isTime(Array(text.utf8)[...]) }

    private static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 3, let year = number(parts[0], 4), let month = number(parts[1], 2),
            let day = number(parts[2], 2), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    private static func isTime(_ bytes: ArraySlice<UInt8>) -> Bool {
        let bytes = Array(bytes)
        guard bytes.count >= 9, bytes[2] == UInt8(ascii: ":"), bytes[5] == UInt8(ascii: ":"),
            let hour = number(bytes[0..<2], 2), let minute = number(bytes[3..<5], 2),
            let second = number(bytes[6..<8], 2), hour < 24, minute < 60, second <= 60
        else { return false }
        var place = 8
        if bytes[place] == UInt8(ascii: ".") {
            place += 1
            let start = place
            while place < bytes.count, bytes[place] >= 0x30, bytes[place] <= 0x39 { place += 1 }
            guard place > start else { return false }
        }
        guard place < bytes.count, let offset = offset(bytes[place...]) else { return false }
        guard second == 60 else { return true }
        // A leap second comes at the end of a day in UTC.
        let inUTC = ((hour * 60 + minute - offset) % 1_440 + 1_440) % 1_440
        return inUTC == 1_439
    }

    /// The offset from UTC in minutes.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(bytes)
        if bytes.count == 1 { return bytes[0] | 0x20 == UInt8(ascii: "z") ? 0 : nil }
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            bytes[3] == UInt8(ascii: ":"), let hours = number(bytes[1..<3], 2), let minutes = number(bytes[4..<6], 2),
            hours < 24, minutes < 60
        else { return nil }
        return (bytes[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func number(_ bytes: ArraySlice<UInt8>, _ count: Int) -> Int? {
        guard bytes.count == count, bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Weeks alone, or units that follow one another without a gap.
    static func isDuration(_ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        guard bytes.popFirst() == UInt8(ascii: "P"), !bytes.isEmpty else { return false }
        let halves = bytes.split(separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)
        if halves.count == 1, let units = units(halves[0]), units == "W" { return true }
        guard let days = units(halves[0]), "YMD".contains(days) || days.isEmpty else { return false }
        guard halves.count == 2 else { return !days.isEmpty }
        guard let hours = units(halves[1]), !hours.isEmpty else { return false }
        return "HMS".contains(hours)
    }

    /// The letters of the units; nil where one lacks its number.
    private static func units(_ bytes: ArraySlice<UInt8>) -> String? {
        var units = ""
        var hasDigit = false
        for byte in bytes {
            if byte >= 0x30, byte <= 0x39 {
                hasDigit = true
            } else {
                guard hasDigit else { return nil }
                units.unicodeScalars.append(Unicode.Scalar(byte))
                hasDigit = false
            }
        }
        return hasDigit ? nil : units
    }
}
