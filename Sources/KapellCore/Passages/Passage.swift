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
    /// The document inside the document that the span begins in, as a file in a ZIP folder or an attachment of an
    /// e-mail; `nil` where it is the document itself.
    public var part: String?
    /// Page that the span begins on, counted from 1, in its part where there is one; `nil` where the format has no pages.
    public var page: Int?
    public var span: ByteSpan
    public var text: String

    public init(
        document: String, documentID: Int64, documentHash: String, part: String? = nil, page: Int?, span: ByteSpan,
        text: String
    ) {
        self.document = document
        self.documentID = documentID
        self.documentHash = documentHash
        self.part = part
        self.page = page
        self.span = span
        self.text = text
    }

    /// `{"document", "document_id", "part", "page", "start", "end", "text"}`; without `part` where there is none.
    public var json: JSONObject {
        var object: JSONObject = ["document": .string(document), "document_id": .integer(documentID)]
        if let part { object["part"] = .string(part) }
        object["page"] = page.map { .integer(Int64($0)) } ?? .null
        object["start"] = .integer(Int64(span.start))
        object["end"] = .integer(Int64(span.end))
        object["text"] = .string(text)
        return object
    }
}
