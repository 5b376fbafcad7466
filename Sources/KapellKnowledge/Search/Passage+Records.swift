import KapellCore

extension Passage {
    /// A span of a document's text.
    ///
    /// - Parameters:
    ///   - bytes: of the whole text, which holds the span.
    ///   - layout: of the document; the passage is on the page, and in the part, in which it begins.
    init(_ span: ByteSpan, of bytes: [UInt8], in document: DocumentRecord, layout: DocumentLayout) {
        self.init(
            document: document.name, documentID: document.id, documentHash: document.hash, page: nil, span: span,
            text: String(decoding: bytes[span.start..<span.end], as: UTF8.self))
        layout.locate(&self)
    }

    /// A chunk of a document.
    init(_ chunk: ChunkRecord, in document: DocumentRecord) {
        self.init(
            document: document.name, documentID: document.id, documentHash: document.hash, page: chunk.page,
            span: chunk.span, text: chunk.text)
    }
}

extension [PageRecord] {
    /// The number of the page on which a span begins; `nil` where there are no pages.
    func number(at span: ByteSpan) -> Int? { last { $0.span.start <= span.start }?.number }
}
