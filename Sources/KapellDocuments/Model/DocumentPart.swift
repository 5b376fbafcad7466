public import KapellCore

/// A document inside a document: a file in a ZIP folder, an attachment of an e-mail.
public struct DocumentPart: Sendable, Hashable {
    /// The path in the folder, or the attachment's name, on one line.
    public var name: String
    /// The format it was read from.
    public var kind: DocumentKind
    /// Where its text lies, with the heading that names it. Parts of a part lie inside it.
    public var span: ByteSpan

    public init(name: String, kind: DocumentKind, span: ByteSpan) {
        self.name = name
        self.kind = kind
        self.span = span
    }
}
