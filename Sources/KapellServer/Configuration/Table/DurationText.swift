/// Times as the file writes them.
enum DurationText {
    static let pattern = "^[0-9]{1,9}(ms|s|m|h|d)$"
    static let mostSeconds = 999_999_999

    private static let units: [(name: String, milliseconds: Int)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// A whole number of seconds, or one with a unit; `nil` for anything else.
    static func duration(_ scalar: ConfigurationScalar) -> Duration? {
        if let seconds = scalar.wholeNumber {
            return (0...mostSeconds).contains(seconds) ? .seconds(seconds) : nil
        }
        return scalar.kind == .text ? duration(scalar.text) : nil
    }

    static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...9).contains(digits.utf8.count), let number = Int(digits),
            let unit = units.first(where: { $0.name == text.dropFirst(digits.count) })
        else { return nil }
        let (milliseconds, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
        return overflow ? nil : .milliseconds(milliseconds)
    }
}
