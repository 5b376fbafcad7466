import KapellCore

/// A date in a header field (RFC 9110, section 5.6.7), in any of its three forms:
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
package enum HTTPDate {
    /// Seconds since 1970; `nil` where `text` is no date.
    package static func seconds(of text: String) -> Int64? {
        guard text.utf8.count <= 64 else { return nil }
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }
        let fields: (day: Substring, month: Substring, year: Substring, time: Substring)
        switch words.count {
        case 6 where words[5] == "GMT" || words[5] == "UTC": fields = (words[1], words[2], words[3], words[4])
        case 5: fields = (words[2], words[1], words[4], words[3])
        default: return nil
        }
        guard let day = number(fields.day, in: 1...31), let month = month(fields.month),
            var year = number(fields.year, in: 0...9_999), let time = time(fields.time)
        else { return nil }
        if fields.year.utf8.count == 2 { year += year < 70 ? 2_000 : 1_900 }
        let days = CivilDay(year: Int(year), month: Int(month), day: Int(day)).number
        return Int64(days) * 86_400 + time
    }

    private static func number(_ text: Substring, in range: ClosedRange<Int64>) -> Int64? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func month(_ text: Substring) -> Int64? {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return names.firstIndex { $0 == text }.map { Int64($0) + 1 }
    }

    private static func time(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let hours = number(parts[0], in: 0...23), let minutes = number(parts[1], in: 0...59),
            let seconds = number(parts[2], in: 0...60)
        else { return nil }
        return hours * 3_600 + minutes * 60 + seconds
    }
}
