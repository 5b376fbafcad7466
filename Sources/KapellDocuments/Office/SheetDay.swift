internal import KapellCore

/// Days and times of a spreadsheet, which counts them in days since the end of 1899 or since 1904.
enum SheetDay {
    /// `2024-05-03`, `2024-05-03 14:30` or `14:30`, with seconds where they are not zero.
    static func text(_ value: Double, hasDay: Bool, hasTime: Bool, isFrom1904: Bool) -> String {
        guard value >= 0, value < 2_958_466 else { return NumberFormat.general(value) }
        var days = Int(value)
        var seconds = Int(((value - Double(days)) * 86_400).rounded())
        if seconds >= 86_400 { (days, seconds) = (days + 1, 0) }
        var parts: [String] = []
        if hasDay {
            // Day 60 is a 29 February 1900 that never was; up to there the count is one less.
            let origin = isFrom1904 ? -24_107 : days < 60 ? -25_568 : -25_569
            let date = CivilDay(origin + days).date
            parts.append("\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))")
        }
        if hasTime, !hasDay || seconds > 0 {
            let hours = seconds / 3600 + (hasDay ? 0 : days * 24)
            var time = "\(padded(hours, 2)):\(padded(seconds / 60 % 60, 2))"
            if seconds % 60 > 0 { time += ":\(padded(seconds % 60, 2))" }
            parts.append(time)
        }
        return parts.joined(separator: " ")
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
