import KapellCore

/// One field of a cron expression: the numbers that it allows, as bits.
struct CronField: Sendable, Hashable {
    var bits: UInt64 = 0
    /// Whether it was written with a `*`, so that it follows the clock and names no hour.
    var isStar = false

    enum Kind: CaseIterable {
        case minute, hour, day, month, weekday

        var name: String {
            switch self {
            case .minute: "minute"
            case .hour: "hour"
            case .day: "day of the month"
            case .month: "month"
            case .weekday: "day of the week"
            }
        }

        var range: ClosedRange<Int> {
            switch self {
            case .minute: 0...59
            case .hour: 0...23
            case .day: 1...31
            case .month: 1...12
            case .weekday: 0...6
            }
        }

        var names: [String] {
            switch self {
            case .month:
                ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
            case .weekday: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
            default: []
            }
        }
    }

    func contains(_ number: Int) -> Bool { bits >> UInt64(number) & 1 == 1 }

    /// Whether it allows every number.
    func isFull(_ kind: Kind) -> Bool { kind.range.allSatisfy { contains($0) } }

    /// - Throws: `.invalidRequest` that names the field and what is wrong.
    init(_ text: String, _ kind: Kind) throws(KapellError) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) { try add(String(part), kind) }
        isStar = text.hasPrefix("*")
    }

    private mutating func add(_ part: String, _ kind: Kind) throws(KapellError) {
        let halves = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(halves.count) else { throw Self.wrong(part, kind) }
        var step = 1
        if halves.count == 2 {
            guard let number = Int(halves[1]), number >= 1, number <= kind.range.upperBound,
                halves[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { throw Self.wrong(part, kind) }
            step = number
        }
        let first: Int
        let last: Int
        if halves[0] == "*" {
            first = kind.range.lowerBound
            last = kind.range.upperBound
        } else {
            let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
            guard (1...2).contains(ends.count) else { throw Self.wrong(part, kind) }
            first = try Self.number(ends[0], kind, part)
            // `5/10` is every tenth from the fifth on.
            last =
                ends.count == 2
                ? try Self.number(ends[1], kind, part) : halves.count == 2 ? kind.range.upperBound : first
        }
        // A week may end with its Sunday: `FRI-SUN`, `5-7`.
        let end = kind == .weekday && last == 0 && first > 0 ? 7 : last
        guard first <= end else { throw Self.wrong(part, kind, "runs backwards") }
        for number in stride(from: first, through: end, by: step) {
            bits |= 1 << UInt64(kind == .weekday ? number % 7 : number)
        }
    }

    private static func number(_ text: String, _ kind: Kind, _ part: String) throws(KapellError) -> Int {
        if let place = kind.names.firstIndex(of: text.uppercased()) { return place + kind.range.lowerBound }
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
            throw wrong(part, kind)
        }
        if kind == .weekday, number == 7 { return 0 }
        guard kind.range.contains(number) else { throw wrong(part, kind, "is out of its range") }
        return number
    }

    private static func wrong(_ part: String, _ kind: Kind, _ why: String = "cannot be read") -> KapellError {
        let names = kind.names.isEmpty ? "" : ", or \(kind.names[0])-\(kind.names[kind.names.count - 1])"
        return KapellError(
            .invalidRequest, "The \(kind.name) \"\(part.prefix(40))\" of the cron expression \(why).",
            remedy: "Use *, \(kind.range.lowerBound)-\(kind.range.upperBound)\(names), lists with `,`, ranges with `-` "
                + "and steps with `/`.")
    }
}
