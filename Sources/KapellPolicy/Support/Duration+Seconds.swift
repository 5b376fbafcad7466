extension Duration {
    /// The seconds as a number.
    package var secondsValue: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }

    /// A duration from a number that may come from a file or a stranger: never negative, at most some 30 years.
    package static func clamped(seconds: Double) -> Duration {
        guard seconds > 0 else { return .zero }
        return .seconds(Swift.min(seconds, 1e9))
    }

    /// Never negative.
    package var clampedToZero: Duration { Swift.max(self, .zero) }

    /// Whole milliseconds, rounded up; the largest number that there is where they do not fit.
    package var millisecondsUp: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let part = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        let (sum, tooLarge) = whole.addingReportingOverflow(part)
        return tooLarge ? .max : sum
    }
}
