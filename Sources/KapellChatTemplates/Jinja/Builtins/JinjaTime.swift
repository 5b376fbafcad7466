import KapellCore

/// A moment in UTC as C's `strftime` writes it, in English.
enum JinjaTime {
    private static let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    static func text(_ time: Timestamp, _ format: String) -> String {
        var result = ""
        var scalars = format.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            guard var code = scalars.next() else { return result + "%" }
            // `%-d` is without a zero before the number.
            let isBare = code == "-"
            if isBare {
                guard let next = scalars.next() else { return result + "%-" }
                code = next
            }
            result += field(code, time, isBare: isBare) ?? (isBare ? "%-" : "%") + String(code)
        }
        return result
    }

    private static func field(_ code: Unicode.Scalar, _ time: Timestamp, isBare: Bool) -> String? {
        let (year, month, day) = time.date
        let number = CivilDay(year: year, month: month, day: day)
        let ofDay = time.nanoseconds - Int64(number.number) * 86_400_000_000_000
        let seconds = Int(ofDay / 1_000_000_000)
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
        func padded(_ value: Int, _ width: Int = 2, _ fill: String = "0") -> String {
            isBare ? String(value) : String(repeating: fill, count: max(0, width - String(value).count)) + String(value)
        }
        switch code {
        case "Y": return String(year)
        case "y": return padded(year % 100)
        case "m": return padded(month)
        case "d": return padded(day)
        case "e": return padded(day, 2, " ")
        case "B": return months[month - 1]
        case "b", "h": return String(months[month - 1].prefix(3))
        case "A": return days[number.weekday]
        case "a": return String(days[number.weekday].prefix(3))
        case "w": return String(number.weekday)
        case "u": return String(number.weekday == 0 ? 7 : number.weekday)
        case "j": return padded(number.number - CivilDay(year: year, month: 1, day: 1).number + 1, 3)
        case "H": return padded(hour)
        case "I": return padded((hour + 11) % 12 + 1)
        case "p": return hour < 12 ? "AM" : "PM"
        case "M": return padded(minute)
        case "S": return padded(second)
        case "f": return padded(Int(ofDay / 1000 % 1_000_000), 6)
        case "F": return "\(year)-\(padded(month))-\(padded(day))"
        case "D": return "\(padded(month))/\(padded(day))/\(padded(year % 100))"
        case "T": return "\(padded(hour)):\(padded(minute)):\(padded(second))"
        case "R": return "\(padded(hour)):\(padded(minute))"
        case "Z", "z": return ""
        case "n": return "\n"
        case "t": return "\t"
        case "%": return "%"
        default: return nil
        }
    }
}
