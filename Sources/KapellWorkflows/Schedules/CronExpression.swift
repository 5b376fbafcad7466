public import KapellCore

/// When something is to happen again and again: five fields, as cron has them, in a time zone.
///
/// | Field | Values |
/// |---|---|
/// | minute | 0–59 |
/// | hour | 0–23 |
/// | day of the month | 1–31 |
/// | month | 1–12, or JAN–DEC |
/// | day of the week | 0–7, or SUN–SAT; 0 and 7 are Sunday |
///
/// Each is `*`, a number, a range `a-b`, a step `*/n`, `a-b/n` or `a/n`, or a list of such. Where both days are limited,
/// either is enough. `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly` stand for the usual.
///
/// Where clocks are set forward, a time that does not exist comes at the first moment after the gap; where they are set
/// back, a time that exists twice comes the first time. An expression whose hour begins with `*` follows the clock: it comes
/// in each hour that there is, and in none that there is not.
public struct CronExpression: Sendable, Hashable, CustomStringConvertible {
    /// As it was written.
    public let description: String
    /// A name of the IANA time zone database.
    public let zone: String
    let minute: CronField
    let hour: CronField
    let day: CronField
    let month: CronField
    let weekday: CronField
    private let rules: ZoneRules

    /// - Parameter zone: such as `Europe/Berlin`; found in the system's database of time zones.
    /// - Throws: `.invalidRequest` that names the field that cannot be read, a time that never comes, or the zone that is
    ///   not there.
    public init(_ text: String, zone: String = "UTC") throws(KapellError) {
        let macros = [
            "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
            "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
        ]
        let fields = (macros[text.lowercased()] ?? text).split { $0 == " " || $0 == "\t" }.map(String.init)
        guard fields.count == 5 else {
            throw KapellError(
                .invalidRequest, "The cron expression \"\(text.prefix(60))\" has \(fields.count) fields.",
                remedy: "Write five: minute, hour, day of the month, month, day of the week.")
        }
        description = text
        self.zone = zone
        minute = try CronField(fields[0], .minute)
        hour = try CronField(fields[1], .hour)
        day = try CronField(fields[2], .day)
        month = try CronField(fields[3], .month)
        weekday = try CronField(fields[4], .weekday)
        rules = try ZoneRules(named: zone)
        guard next(after: Timestamp(nanoseconds: 0)) != nil else {
            throw KapellError(
                .invalidRequest, "The cron expression \"\(text.prefix(60))\" never comes: no such month has such a day."
            )
        }
    }

    public static func == (left: CronExpression, right: CronExpression) -> Bool {
        left.description == right.description && left.zone == right.zone
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(description)
        hasher.combine(zone)
    }

    /// The first moment that comes after another one; `nil` beyond the end of time.
    public func next(after moment: Timestamp) -> Timestamp? {
        let seconds = Self.seconds(moment)
        // A day before: where clocks are set back, its end may come later than the next one begins.
        let first = number(of: seconds) - 1
        // The 29th of February may be eight years away.
        for number in first..<first + 8 * 366 + 3 {
            let today = CivilDay(number)
            guard isOn(today) else { continue }
            if let next = moments(of: today).first(where: { $0 > seconds }) {
                let (nanoseconds, overflow) = next.multipliedReportingOverflow(by: 1_000_000_000)
                return overflow ? nil : Timestamp(nanoseconds: nanoseconds)
            }
        }
        return nil
    }

    /// The newest moments that come from one moment to another, both included; at most `count`, oldest first.
    func last(_ count: Int, from first: Timestamp, through end: Timestamp) -> [Timestamp] {
        let (begin, end) = (Self.seconds(first), Self.seconds(end))
        guard begin <= end, count > 0 else { return [] }
        var found: [Int64] = []
        let earliest = number(of: begin) - 1
        var day = number(of: end) + 1
        while day >= earliest, found.count < count {
            let today = CivilDay(day)
            if isOn(today) { found += moments(of: today).reversed().filter { (begin...end).contains($0) } }
            day -= 1
        }
        return found.prefix(count).reversed().map { Timestamp(nanoseconds: $0 * 1_000_000_000) }
    }

    private static func seconds(_ moment: Timestamp) -> Int64 {
        moment.nanoseconds / 1_000_000_000 - (moment.nanoseconds % 1_000_000_000 < 0 ? 1 : 0)
    }

    /// The day that clocks show, since 1970-01-01.
    private func number(of seconds: Int64) -> Int {
        let local = seconds + Int64(rules.offset(at: seconds))
        return Int(local / 86_400) - (local % 86_400 < 0 ? 1 : 0)
    }

    private func isOn(_ today: CivilDay) -> Bool {
        let date = today.date
        guard month.contains(date.month) else { return false }
        let (isDay, isWeekday) = (day.contains(date.day), weekday.contains(today.weekday))
        return day.isFull(.day) || weekday.isFull(.weekday) ? isDay && isWeekday : isDay || isWeekday
    }

    /// Seconds since 1970, in order, each once.
    private func moments(of today: CivilDay) -> [Int64] {
        var moments: Set<Int64> = []
        for hour in 0..<24 where self.hour.contains(hour) {
            for minute in 0..<60 where self.minute.contains(minute) {
                let local = Int64(today.number) * 86_400 + Int64(hour * 3600 + minute * 60)
                let found = rules.moments(of: local)
                if self.hour.isStar {
                    moments.formUnion(found)
                } else {
                    moments.insert(found.first ?? rules.endOfGap(at: local))
                }
            }
        }
        return moments.sorted()
    }
}
