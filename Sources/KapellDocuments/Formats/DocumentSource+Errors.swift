internal import KapellCore

extension DocumentSource {
    /// The file is of its format and says nothing.
    var withoutText: KapellError {
        KapellError(
            .invalidRequest, "\(plainName) holds no text.", remedy: "Leave it out, or add the file with its content.")
    }

    /// The file is not what its format asks for.
    func damaged(_ reason: String) -> KapellError {
        KapellError(
            .corrupt, "\(plainName) is damaged: \(reason).",
            remedy: "Copy or download it again, or save it anew from the program that made it.")
    }

    /// The file asks for more than is given to one document.
    func excessive(_ reason: String) -> KapellError {
        KapellError(
            .limitExceeded, "\(plainName) \(reason).", remedy: "Split the document into smaller files.",
            isRetryable: false)
    }

    /// The file is protected by a password.
    var protected: KapellError {
        KapellError(
            .encrypted, "\(plainName) is protected by a password.",
            remedy: "Open it, save it without a password and add that file.")
    }
}
