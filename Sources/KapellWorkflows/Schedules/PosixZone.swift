import KapellCore

/// The rule of a time zone from its last known change on, such as `CET-1CEST,M3.5.0,M10.5.0/3`. Source: the variable TZ of
/// POSIX, with the hours of RFC 9636.
struct PosixZone: Sendable {
    private enum Day: Sendable {
        /// 1 to 365; the 29th of February is never counted.
        case julian(Int)
        /// 0 to 365.
        case ofYear(Int)
        case month(Int, week: Int, weekday: Int)
    }

    private var standard: Int
    private var summer: (offset: Int, begin: (Day, Int), end: (Day, Int))?

    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard Self.skipName(&rest), let west = Self.time(&rest) else { return nil }
        standard = -west
        guard !rest.isEmpty else { return }
        guard Self.skipName(&rest) else { return nil }
        var offset = standard + 3600
        if let next = rest.first, next != UInt8(ascii: ",") {
            guard let west = Self.time(&rest) else { return nil }
            offset = -west
        }
        guard let begin = Self.rule(&rest), let end = Self.rule(&rest), rest.isEmpty else { return nil }
        summer = (offset, begin, end)
    }

    func offset(at time: Int64) -> Int {
        guard let summer else { return standard }
        let local = time + Int64(standard)
        let year = CivilDay(Int(local / 86_400) - (local % 86_400 < 0 ? 1 : 0)).date.year
        let begin = Self.seconds(summer.begin, year) - Int64(standard)
        let end = Self.seconds(summer.end, year) - Int64(summer.offset)
        let isSummer = begin < end ? time >= begin && time < end : !(time >= end && time < begin)
        return isSummer ? summer.offset : standard
    }

    private static func seconds(_ rule: (Day, Int), _ year: Int) -> Int64 {
        let first = CivilDay(year: year, month: 1, day: 1).number
        let day: Int
        switch rule.0 {
        case .julian(let number): day = first + number - 1 + (CivilDay.isLeap(year) && number >= 60 ? 1 : 0)
        case .ofYear(let number): day = first + number
        case .month(let month, let week, let weekday):
            let begin = CivilDay(year: year, month: month, day: 1)
            let next = CivilDay(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
            var number = begin.number + (weekday - begin.weekday + 7) % 7 + (week - 1) * 7
            while number >= next.number { number -= 7 }
            day = number
        }
        return Int64(day) * 86_400 + Int64(rule.1)
    }

    private static func skipName(_ text: inout ArraySlice<UInt8>) -> Bool {
        if text.first == UInt8(ascii: "<") {
            guard let end = text.firstIndex(of: UInt8(ascii: ">")) else { return false }
            text = text[(end + 1)...]
            return true
        }
        let name = text.prefix { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
        text = text.dropFirst(name.count)
        return name.count >= 3
    }

    private static func number(_ text: inout ArraySlice<UInt8>) -> Int? {
        let digits = text.prefix { (0x30...0x39).contains($0) }
        guard (1...3).contains(digits.count) else { return nil }
        text = text.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// `[+-]h[:mm[:ss]]` in seconds.
    private static func time(_ text: inout ArraySlice<UInt8>) -> Int? {
        let sign = text.first == UInt8(ascii: "-") ? -1 : 1
        if text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") { text = text.dropFirst() }
        guard let hours = number(&text), hours <= 167 else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where text.first == UInt8(ascii: ":") {
            text = text.dropFirst()
            guard let part = number(&text), part < 60 else { return nil }
            seconds += part * unit
        }
        return sign * seconds
    }

    private static func rule(_ text: inout ArraySlice<UInt8>) -> (Day, Int)? {
        guard text.first == UInt8(ascii: ",") else { return nil }
        text = text.dropFirst()
        let day: Day
        switch text.first {
        case UInt8(ascii: "M"):
            var parts: [Int] = []
            for _ in 0..<3 {
                text = text.dropFirst()
                guard let part = number(&text) else { return nil }
                parts.append(part)
            }
            guard (1...12).contains(parts[0]), (1...5).contains(parts[1]), (0...6).contains(parts[2]) else {
                return nil
            }
            day = .month(parts[0], week: parts[1], weekday: parts[2])
        case UInt8(ascii: "J"):
            text = text.dropFirst()
            guard let number = number(&text), (1...365).contains(number) else { return nil }
            day = .julian(number)
        default:
            guard let number = number(&text), number <= 365 else { return nil }
            day = .ofYear(number)
        }
        guard text.first == UInt8(ascii: "/") else { return (day, 7200) }
        text = text.dropFirst()
        guard let at = time(&text) else { return nil }
        return (day, at)
    }
}
