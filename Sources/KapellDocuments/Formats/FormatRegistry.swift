package import KapellCore

/// The formats that can be read, and the choice among them.
package enum FormatRegistry {
    /// One line a format. What none of them claims is read as plain text, if it is text.
    package static let all: [any DocumentFormat] = [
        PDFFormat(),
        HTMLFormat(),
        WordFormat(),
        SlidesFormat(),
        SheetFormat(),
        SeparatedFormat(),
        BookFormat(),
        FolderFormat(),
        ImageFormat(),
        MailFormat(),
        MarkdownFormat(),
        RestructuredFormat(),
        CodeFormat(),
        TextFormat(),
    ]

    /// The format for a source: by content, then by name, then plain text.
    ///
    /// - Throws: `.encrypted` for an Office file with a password, `.unsupported` when the bytes are of a known kind that is not read, or are no text.
    package static func format(for source: DocumentSource) throws(KapellError) -> any DocumentFormat {
        var best: (any DocumentFormat)?
        var match = FormatMatch.none
        for format in all {
            let candidate = format.recognises(source)
            if candidate > match { (best, match) = (format, candidate) }
        }
        if match == .byContent, let best { return best }
        // An Office file with a password is such a container, whatever its ending.
        let isContainer = source.has([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
        if isContainer, source.first("EncryptedPackage".utf8.flatMap { [$0, 0] }) != nil { throw source.protected }
        if let signature = FileSignature.recognise(source) { throw signature.error(for: source, claimed: best?.kind) }
        return best ?? TextFormat()
    }
}
