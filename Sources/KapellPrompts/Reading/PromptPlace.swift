import KapellCore

/// A line of a prompt file, for messages.
struct PromptPlace: Sendable, Hashable {
    /// The file as messages name it.
    var file: String
    /// Counted from 1.
    var line: Int

    /// An error at this line: `file:line: message`.
    func fault(_ message: String, remedy: String, _ code: KapellError.Code = .configuration) -> KapellError {
        KapellError(code, "\(file):\(max(1, line)): \(message)", remedy: remedy)
    }
}
