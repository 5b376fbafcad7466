import KapellCore

/// The errors of templates. Each names the line.
enum JinjaFault {
    static func syntax(_ line: Int, _ message: String) -> KapellError {
        KapellError(
            .unsupported, "The chat template, line \(line): \(message)",
            remedy: "Mend the template, or give the model another one.")
    }

    static func run(_ line: Int, _ message: String) -> KapellError {
        KapellError(
            .invalidRequest, "The chat template cannot write this conversation: \(message) (line \(line))",
            remedy: "Send a conversation of the form that the model's template takes, or give the model another one.")
    }

    static func limit(_ line: Int, _ message: String) -> KapellError {
        KapellError(
            .limitExceeded, "The chat template, line \(line): \(message)",
            remedy: "Send a shorter conversation, or give the model a simpler template.", isRetryable: false)
    }
}
