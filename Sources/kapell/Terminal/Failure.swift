import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How a command ends when it fails.
enum Failure {
    /// Says what went wrong, and ends the program with the exit code that stands for it.
    static func end(_ error: any Error) -> Never {
        if let error = error as? ConfigurationError { report(error.kapellError, issues: error.issues) }
        if let error = error as? KapellError { report(error) }
        if error is CancellationError { report(KapellError(.cancelled, "The command was cancelled.")) }
        Kapell.exit(withError: error)
    }

    private static func report(_ error: KapellError, issues: [ConfigurationIssue] = []) -> Never {
        if CommandLine.arguments.contains("--json") {
            Terminal.print(JSONValue.object(["error": error.json]).serialized(pretty: true))
        } else if issues.isEmpty {
            say(error)
        } else {
            for issue in issues { Terminal.say(issue.description) }
        }
        exit(code(error.code))
    }

    /// Says what went wrong to whoever sits there.
    static func say(_ error: KapellError) {
        Terminal.say("kapell: \(error.message)")
        if let remedy = error.remedy { Terminal.say("  \(remedy)") }
    }

    static func code(_ code: KapellError.Code) -> Int32 {
        switch code {
        case .invalidRequest, .configuration, .unsupported, .encrypted, .corrupt, .tooLarge, .authentication, .payment,
            .contextWindow, .contentPolicy:
            2
        case .notFound: 3
        case .conflict: 4
        case .unavailable, .timeout, .network, .limitExceeded, .overloaded: 5
        case .diskFull, .storage, .permission: 6
        case .cancelled: 130
        case .model, .internalError: 1
        }
    }
}
