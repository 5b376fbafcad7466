import KapellVectors

extension Timestamp {
    /// A moment in ISO 8601, to the millisecond; `nil` for a text that is none.
    package init?(_ text: String) {
        guard let milliseconds = try? MetadataDate.milliseconds(text) else { return nil }
        let (nanoseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return nil }
        self.init(nanoseconds: nanoseconds)
    }
}
