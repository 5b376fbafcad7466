public import KapellJSON

/// A span of a source document, quoted verbatim. Every citation is one.
///
/// `text` is exactly `source[span.start..<span.end]` of the document's text, in UTF-8 bytes.
public struct Passage: Sendable, Hashable {
    /// The document's name as a person knows it: its path below the folder that was indexed.
    public var document: String
    /// The document's number in its store.
    public var documentID: Int64
    /// SHA-256 of the document's bytes, in hexadecimal.
    public var documentHash: String
    /// Page that the span begins on, counted from 1; `nil` where the format has no pages.
    public var page: Int?
    public var span: ByteSpan
    public var text: String

    public init(
        document: String, documentID: Int64, documentHash: String, page: Int?, span: ByteSpan, text: String
    ) {
        self.document = document
        self.documentID = documentID
        self.documentHash = documentHash
        self.page = page
        self.span = span
        self.text = text
    }

    /// `{"document", "document_id", "page", "start", "end", "text"}`.
    public var json: JSONObject {
        [
            "document": .string(document),
            "document_id": .integer(documentID),
            "page": page.map { .integer(Int64($0)) } ?? .null,
            "start": .integer(Int64(span.start)),
            "end": .integer(Int64(span.end)),
            "text": .string(text),
        ]
    }
}
