#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A moment in UTC.
public struct Timestamp: Sendable, Hashable, CustomStringConvertible {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The system's time now.
    public static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Year, month (1–12) and day (1–31) of the proleptic Gregorian calendar.
    public var date: (year: Int, month: Int, day: Int) {
        CivilDay(Int(floorDivide(nanoseconds, Self.nanosecondsOfDay))).date
    }

    /// `2026-11-21`, in UTC.
    public var day: String {
        let date = date
        return "\(date.year)-\(padded(date.month, 2))-\(padded(date.day, 2))"
    }

    /// RFC 3339 with milliseconds: `2026-11-21T13:05:12.482Z`.
    public var description: String {
        let remainder = nanoseconds % Self.nanosecondsOfDay
        let ofDay = remainder < 0 ? remainder + Self.nanosecondsOfDay : remainder
        let milliseconds = Int(ofDay / 1_000_000)
        let seconds = milliseconds / 1000
        return "\(day)T\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
            + ".\(padded(milliseconds % 1000, 3))Z"
    }

    private static let nanosecondsOfDay: Int64 = 86_400_000_000_000

    private func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        value / by - (value % by < 0 ? 1 : 0)
    }

    private func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
