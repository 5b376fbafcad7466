package import KapellCore

/// What an error of the server or of libpq means.
package enum PostgresFailure {
    static var noLibrary: KapellError {
        KapellError(
            .configuration, "PostgreSQL's client library is not installed.",
            remedy: "Install libpq: apt-get install libpq5 (Debian), brew install libpq (macOS).")
    }

    /// The connection string is wrong. What libpq says of it may quote a part, so that it is not repeated.
    static var badConnectionString: KapellError {
        KapellError(
            .configuration, "The connection string of PostgreSQL cannot be read.",
            remedy: "Write it like postgresql://user:password@host:5432/database; percent-encode special characters.")
    }

    package static func connecting(_ message: String, _ target: String, secrets: [String]) -> KapellError {
        let text = clean(message, secrets)
        let code: KapellError.Code =
            if text.contains("authentication failed") || text.contains("no password supplied")
                || text.contains("role \"")
            {
                .authentication
            } else if text.contains("does not exist") {
                .configuration
            } else if text.contains("too many clients") || text.contains("too many connections") {
                .overloaded
            } else if text.contains("starting up") || text.contains("shutting down") {
                .unavailable
            } else {
                .network
            }
        return KapellError(
            code, "PostgreSQL at \(target) cannot be connected to: \(text)",
            remedy: "Check that it runs, and the connection string's host, database, user and password.")
    }

    /// - Parameter state: the five characters of SQLSTATE.
    package static func statement(_ state: String, _ message: String, secrets: [String]) -> KapellError {
        let text = clean(message, secrets)
        switch state {
        case "": return lost
        case "42P01", "3F000", "42704":
            return KapellError(
                .notFound, "The collection is not there any more.", remedy: "Make it anew, or open another.")
        case "23505": return KapellError(.conflict, "PostgreSQL: \(text)")
        case "57014":
            return KapellError(
                .timeout, "PostgreSQL stopped the statement: it took too long.",
                remedy: "Ask for less, or raise the option statementTimeout.")
        case "53100":
            return KapellError(
                .diskFull, "The disk of the PostgreSQL server is full.", remedy: "Make room on it, then ask again.")
        case "53200", "53300", "53400":
            return KapellError(
                .overloaded, "PostgreSQL has no room for more: \(text)",
                remedy: "Ask again later, or use fewer connections.")
        case "42501":
            return KapellError(
                .permission, "PostgreSQL does not allow it: \(text)",
                remedy: "Grant the user of the connection the right to it.")
        case "25006":
            return KapellError(
                .permission, "The PostgreSQL server takes no writes: it is read-only.",
                remedy: "Connect to the primary server.")
        default: break
        }
        switch state.prefix(2) {
        case "08": return lost
        case "57": return KapellError(.unavailable, "PostgreSQL is shutting down or restarting.", remedy: "Ask again.")
        case "28":
            return KapellError(.authentication, "PostgreSQL: \(text)", remedy: "Check the user and the password.")
        case "40", "55":
            return KapellError(
                .unavailable, "PostgreSQL could not do it beside other transactions.", remedy: "Ask again.")
        case "54":
            return KapellError(
                .tooLarge, "It is larger than PostgreSQL takes: \(text)",
                remedy: "Split the text, or simplify the filter.")
        case "22":
            return KapellError(
                .invalidRequest, "PostgreSQL cannot store a value (SQLSTATE \(state)).",
                remedy: "Look for characters and numbers that it has no form for.")
        case "58":
            return KapellError(
                .storage, "The PostgreSQL server has trouble with its files: \(text)",
                remedy: "Look into the server's log.")
        default:
            return KapellError(
                .storage, "PostgreSQL (SQLSTATE \(state)): \(text)", remedy: "Look into the server's log.")
        }
    }

    static var lost: KapellError {
        KapellError(
            .network, "The connection to PostgreSQL broke before the answer was complete.", remedy: "Ask again.")
    }

    static var cancelled: KapellError { KapellError(.cancelled, "The request to PostgreSQL was cancelled.") }

    /// One line, without the password.
    static func clean(_ message: String, _ secrets: [String]) -> String {
        var text = message.split(whereSeparator: \.isNewline).map { $0.split(separator: " ").joined(separator: " ") }
            .joined(separator: " ")
        for secret in secrets where !secret.isEmpty {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "…")
        }
        return String(text.prefix(300))
    }
}
