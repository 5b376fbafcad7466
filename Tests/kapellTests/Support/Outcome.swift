import KapellJSON
import Testing

/// How one call of the program ended.
struct Outcome: Sendable {
    /// The exit code; minus the signal that ended it.
    var code: Int32
    var output: String
    var errors: String

    /// Standard output as one JSON object.
    func json(_ sourceLocation: SourceLocation = #_sourceLocation) throws -> JSONObject {
        let object = (try? JSONValue(parsing: output))?.objectValue
        return try #require(object, "not one JSON object: \(self)", sourceLocation: sourceLocation)
    }

    /// Everything that was printed.
    var all: String { output + errors }
}

extension Outcome: CustomStringConvertible {
    var description: String { "exit \(code)\n--- output\n\(output.prefix(3000))\n--- errors\n\(errors.prefix(3000))" }
}

/// Output that is for a person, not for whoever wrote the program.
enum Plainness {
    /// Words that only a stack trace, or a value printed as the compiler names it, holds.
    private static let words = [
        "Fatal error", "Backtrace", "Crashed at", "Swift runtime", "swift_", "Optional(", "KapellError", "Error Domain",
        "NSCocoaErrorDomain", "DatabaseError", "SQLite error", "DecodingError", "IOError", "HTTPClientError",
        "ChannelError",
        "SubprocessError", "ConfigurationError", "JSONError", "SwiftError", "errno:", ".swift:", "CocoaError",
        "NIOCore",
        "Hummingbird", "GRDB", "Yams", "KapellCore.", "KapellServer.", "KapellStore.", "KapellKnowledge.", "Swift.",
        "The operation could not be completed", "The operation couldn’t be completed", "(null)", "CancellationError",
    ]

    static func expect(_ outcome: Outcome, sourceLocation: SourceLocation) {
        for word in words where outcome.all.contains(word) {
            Issue.record("The program printed \"\(word)\": \(outcome)", sourceLocation: sourceLocation)
        }
        let died = outcome.code < 0 && outcome.code != -9
        if died { Issue.record("The program was ended by a signal: \(outcome)", sourceLocation: sourceLocation) }
    }
}
