package import KapellCore

extension DocumentKind {
    /// An e-mail (`.eml`).
    public static let mail = DocumentKind(rawValue: "mail")
}

/// An e-mail: subject, sender, receivers and date, then its text, then each attachment by its own format.
///
/// Nothing that the mail points to is fetched. Format: RFC 5322, RFC 2045 to 2049, RFC 2231.
package struct MailFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .mail }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        let first = String(decoding: source.bytes.prefix(40), as: UTF8.self).lowercased()
        let marks = ["return-path:", "received:", "delivered-to:", "mime-version:", "message-id:", "x-mozilla-status:"]
        if marks.contains(where: first.hasPrefix) { return .byContent }
        if source.fileExtension == "eml" { return .byName }
        return .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        let message = MailPart(source.bytes[...])
        guard !message.headers.isEmpty else { throw source.damaged("it does not begin with the headers of an e-mail") }
        var builder = DocumentBuilder(source)
        let subject = message.header("subject").map(EncodedWords.decode)
        if let subject { builder.heading(subject, level: 1) }
        let lines = ["From", "To", "Cc", "Date"].compactMap { name -> [UInt8]? in
            guard let value = message.header(name.lowercased()) else { return nil }
            var text = InlineText(EncodedWords.decode(value))
            return Array("\(name): ".utf8) + text.take()
        }
        builder.paragraph(Array(lines.joined(separator: [0x0A])))
        var body = MailBody(source: source, tools: tools)
        try body.write(message, to: &builder)
        return try builder.document(kind: kind, title: subject)
    }
}
