public import KapellCore

/// Everything that is wrong with a configuration, found in one pass.
public struct ConfigurationError: Error, Sendable, Hashable {
    /// The issues, file by file, each file's from top to bottom. Never empty; at most 101, the last of which then says
    /// how many were left out.
    public var issues: [ConfigurationIssue]

    public init(issues: [ConfigurationIssue]) {
        self.issues = issues
    }

    /// The same as one `KapellError` of code `configuration`, whose message begins with `file:line:column:`.
    ///
    /// With one issue the remedy is that issue's. With several, the message holds them all, each with its remedy below
    /// it, and the remedy says how many places there are to correct.
    public var kapellError: KapellError {
        guard let first = issues.first else {
            return KapellError(.configuration, "The configuration cannot be read.")
        }
        guard issues.count > 1 else {
            return KapellError(.configuration, "\(first.location): \(first.message)", remedy: first.remedy)
        }
        return KapellError(
            .configuration,
            issues.map(\.description).joined(separator: "\n"),
            remedy: "Correct these \(issues.count) places, then run `kapell check`."
        )
    }
}

extension ConfigurationError: CustomStringConvertible {
    public var description: String {
        issues.map(\.description).joined(separator: "\n")
    }
}
