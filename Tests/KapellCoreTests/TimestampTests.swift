import KapellCore
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "A moment is written as RFC 3339 in UTC, with milliseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (1, "1970-01-01T00:00:00.000Z"),
            (999_999, "1970-01-01T00:00:00.000Z"),
            (1_000_000, "1970-01-01T00:00:00.001Z"),
            (1_795_266_312_482_000_000, "2026-11-21T13:05:12.482Z"),
            (86_399_999_999_999, "1970-01-01T23:59:59.999Z"),
        ] as [(Int64, String)])
    func text(_ nanoseconds: Int64, _ text: String) {
        #expect(Timestamp(nanoseconds: nanoseconds).description == text)
    }

    @Test(
        "Moments before 1970 are counted backwards",
        arguments: [
            (-1, "1969-12-31T23:59:59.999Z"),
            (-1_000_000, "1969-12-31T23:59:59.999Z"),
            (-1_000_000_000, "1969-12-31T23:59:59.000Z"),
            (-86_400_000_000_000, "1969-12-31T00:00:00.000Z"),
            (-86_400_000_000_001, "1969-12-30T23:59:59.999Z"),
        ] as [(Int64, String)])
    func negative(_ nanoseconds: Int64, _ text: String) {
        #expect(Timestamp(nanoseconds: nanoseconds).description == text)
    }

    @Test(
        "Leap days and the ends of centuries are where the calendar has them",
        arguments: [
            (-8_515_324_800, "1700-02-28"), (-8_515_238_400, "1700-03-01"), (-2_209_075_200, "1899-12-31"),
            (-2_203_977_600, "1900-02-28"), (-2_203_891_200, "1900-03-01"), (-58_060_800, "1968-02-29"),
            (951_782_400, "2000-02-29"), (1_709_164_800, "2024-02-29"), (1_735_603_200, "2024-12-31"),
            (4_107_456_000, "2100-02-28"), (4_107_542_400, "2100-03-01"), (9_214_560_000, "2261-12-31"),
        ] as [(Int64, String)])
    func days(_ seconds: Int64, _ day: String) {
        #expect(Timestamp(nanoseconds: seconds * 1_000_000_000).day == day)
        #expect(Timestamp(nanoseconds: (seconds + 86_399) * 1_000_000_000).day == day)
    }

    @Test("Each day follows the one before it, over four centuries")
    func calendar() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var previous = Timestamp(nanoseconds: -73_001 * 86_400_000_000_000).date
        var wrong: [Int64] = []
        for day in Int64(-73_000)...73_000 {
            let date = Timestamp(nanoseconds: day * 86_400_000_000_000).date
            let year = previous.year
            let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
            let length = lengths[previous.month - 1] + (previous.month == 2 && isLeap ? 1 : 0)
            let expected =
                previous.day < length
                ? (previous.year, previous.month, previous.day + 1)
                : previous.month < 12 ? (previous.year, previous.month + 1, 1) : (previous.year + 1, 1, 1)
            if (date.year, date.month, date.day) != expected { wrong.append(day) }
            previous = date
        }
        #expect(wrong.isEmpty)
    }

    @Test("The system's time lies after this test was written and does not run backwards")
    func now() {
        let first = Timestamp.now
        #expect(first.nanoseconds > 1_704_067_200_000_000_000)
        #expect(Timestamp.now.nanoseconds >= first.nanoseconds)
    }
}
