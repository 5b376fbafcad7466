import Crypto
public import KapellCore
public import KapellDocuments

extension KnowledgeBase {
    /// A page of an indexed document as a reader sees it, or of a document inside it.
    ///
    /// It is made of the file, which must still be the one that was indexed. At most four are made at a time.
    ///
    /// - Parameters:
    ///   - page: counted from 1.
    ///   - part: the place in the store's list of the document's parts, counted from 1; `nil` for its own pages.
    ///   - side: points of the longer side of a drawn page, see `PageImage.side`.
    /// - Throws: `.notFound` when the document has no such part or page, or its file is gone; `.conflict` when the file is
    ///   another one by now; `.unsupported` for formats without pages; `.overloaded` when too many are asked for; and what
    ///   `DocumentExtractor.image` throws.
    public func image(
        ofPage page: Int, ofPart part: Int? = nil, in document: DocumentRecord, side: Int = 1_400
    ) async throws -> PageImage {
        let inner: PartRecord?
        if let part { inner = try await record(ofPart: part, in: document) } else { inner = nil }
        guard let count = inner?.pages.count ?? document.pages, page >= 1, page <= count else {
            throw KapellError(.notFound, "\(inner?.name ?? document.name) has no page \(page).")
        }
        let key = PageShelf.Key(document: document.hash, part: part ?? 0, page: page, side: side)
        if let image = pages.image(key) { return image }
        return try await pages.working(on: document.name) {
            let bytes = try indexedFile(document)
            var fingerprint: String?
            if let part, let inner {
                let parts = try await reread(document, bytes).parts
                guard part <= parts.count, parts[part - 1].span == inner.span, let found = parts[part - 1].fingerprint
                else { throw Self.changed(document) }
                fingerprint = found
            }
            let image = try await extractor.image(
                ofPage: page, ofPart: fingerprint, in: bytes, name: document.name, side: side)
            pages.keep(image, key)
            return image
        }
    }

    /// The boxes that cover a piece of an indexed document on its pages, line by line. In a document inside it, the pages
    /// are those of the innermost one.
    ///
    /// The file is read again for it, and must still give the text that was indexed.
    ///
    /// - Parameter span: bytes of the document's text.
    /// - Returns: nothing where the format has no pages.
    /// - Throws: `.conflict` when the file, or what is read of it, is not what was indexed; otherwise as
    ///   ``image(ofPage:ofPart:in:side:)``.
    public func places(of span: ByteSpan, in document: DocumentRecord) async throws -> [TextPlace] {
        if document.pages == nil {
            let parts = try await store.parts(of: document.id)
            let hasPages = parts.contains { part in
                !part.pages.isEmpty && part.span.start < span.end && span.start < part.span.end
            }
            guard hasPages else { return [] }
        }
        if let read = pages.document(document.hash) { return read.places(of: span) }
        return try await pages.working(on: document.name) {
            try await reread(document, try indexedFile(document)).places(of: span)
        }
    }

    private func record(ofPart part: Int, in document: DocumentRecord) async throws -> PartRecord {
        let parts = try await store.parts(of: document.id)
        guard part >= 1, part <= parts.count else {
            throw KapellError(.notFound, "\(document.name) has no part \(part).")
        }
        return parts[part - 1]
    }

    /// The document as its file gives it, which must be what was indexed; without its text.
    private func reread(_ document: DocumentRecord, _ bytes: [UInt8]) async throws -> ExtractedDocument {
        if let read = pages.document(document.hash) { return read }
        var read = try await extractor.extract(bytes, name: document.name)
        guard try await read.text == store.text(of: document.id) else { throw Self.changed(document) }
        // What is kept is for places and parts alone.
        (read.text, read.tables, read.headings) = ("", [], [])
        pages.keep(read, document.hash)
        return read
    }

    private func indexedFile(_ document: DocumentRecord) throws(KapellError) -> [UInt8] {
        let bytes = try read(document.path)
        guard Hexadecimal.text(SHA256.hash(data: bytes)) == document.hash else { throw Self.changed(document) }
        return bytes
    }

    private static func changed(_ document: DocumentRecord) -> KapellError {
        KapellError(
            .conflict, "\(document.name) has changed since it was indexed, so its pages cannot be shown.",
            remedy: "Index it again: kapell ingest")
    }
}
