package import KapellCore

/// What tests put in the place of parts of a project.
package struct SystemParts: Sendable {
    /// The model that writes answers.
    package var chat: (any ModelBackend)?
    /// Bytes that a provider's answer may have.
    package var answerLimit: Int?

    package init(chat: (any ModelBackend)? = nil, answerLimit: Int? = nil) {
        self.chat = chat
        self.answerLimit = answerLimit
    }
}
