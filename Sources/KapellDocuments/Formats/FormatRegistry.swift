package import KapellCore

/// The formats that can be read, and the choice among them.
package enum FormatRegistry {
    /// One line a format. What none of them claims is read as plain text, if it is text.
    package static let all: [any DocumentFormat] = [
        PDFFormat(),
        MarkdownFormat(),
        TextFormat(),
    ]

    /// The format for a source: by content, then by name, then plain text.
    ///
    /// - Throws: `.unsupported` when the bytes are of a known kind that is not read, or are no text.
    package static func format(for source: DocumentSource) throws(KapellError) -> any DocumentFormat {
        var best: (any DocumentFormat)?
        var match = FormatMatch.none
        for format in all {
            let candidate = format.recognises(source)
            if candidate > match { (best, match) = (format, candidate) }
        }
        if match == .byContent, let best { return best }
        if let signature = FileSignature.recognise(source) { throw signature.error(for: source, claimed: best?.kind) }
        return best ?? TextFormat()
    }
}
