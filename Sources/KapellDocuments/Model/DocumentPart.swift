public import KapellCore

/// A document inside a document: a file in a ZIP folder, an attachment of an e-mail.
public struct DocumentPart: Sendable, Hashable {
    /// The path in the folder, or the attachment's name, on one line.
    public var name: String
    /// The format it was read from.
    public var kind: DocumentKind
    /// Where its text lies, with the heading that names it. Parts of a part lie inside it.
    public var span: ByteSpan
    /// Its own pages, numbered from 1; empty for a format that has none. They cover ``span`` without a gap: the heading
    /// that names the part is on its first page.
    public var pages: [PageSpan]
    /// Finds its bytes in the file again, to draw its pages; `nil` where it has none. See
    /// `DocumentExtractor.image(ofPage:ofPart:in:name:side:)`.
    public var fingerprint: String?

    public init(
        name: String, kind: DocumentKind, span: ByteSpan, pages: [PageSpan] = [], fingerprint: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.span = span
        self.pages = pages
        self.fingerprint = fingerprint
    }
}
