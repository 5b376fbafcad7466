internal import KapellCore

extension DocumentExtractor {
    static func emptyError(_ name: String) -> KapellError {
        KapellError(
            .invalidRequest, "\(name) is empty.", remedy: "Leave it out, or add the file with its content.")
    }

    static func inputError(_ name: String, size: Int?, limit: Int) -> KapellError {
        let size = size.map { "has \($0) bytes" } ?? "has more bytes than are read"
        return KapellError(
            .tooLarge, "\(name) \(size); at most \(limit) are read.",
            remedy: "Split it into smaller files, or raise the limit on the size of documents.")
    }

    static func outputError(_ name: String, limit: Int) -> KapellError {
        KapellError(
            .limitExceeded, "The text of \(name) is larger than \(limit) bytes.",
            remedy: "Split the document into smaller files.", isRetryable: false)
    }

    static func strangeAnswer(_ name: String) -> KapellError {
        KapellError(.internalError, "kapell-extract answered something else than it was asked about \(name).")
    }

    static func cancelledError(_ name: String) -> KapellError {
        KapellError(.cancelled, "Reading \(name) was cancelled.")
    }
}
