import Crypto
public import KapellCore
public import KapellDocuments

extension KnowledgeBase {
    /// A page of an indexed document as a reader sees it.
    ///
    /// It is made of the file, which must still be the one that was indexed. At most four are made at a time.
    ///
    /// - Parameters:
    ///   - page: counted from 1.
    ///   - side: points of the longer side of a drawn page, see `PageImage.side`.
    /// - Throws: `.notFound` when the document has no such page, or its file is gone; `.conflict` when the file is another
    ///   one by now; `.unsupported` for formats without pages; `.overloaded` when too many are asked for; and what
    ///   `DocumentExtractor.image` throws.
    public func image(ofPage page: Int, in document: DocumentRecord, side: Int = 1_400) async throws -> PageImage {
        guard let count = document.pages, (1...count).contains(page) else {
            throw KapellError(.notFound, "\(document.name) has no page \(page).")
        }
        let key = PageShelf.Key(document: document.hash, page: page, side: side)
        if let image = pages.image(key) { return image }
        return try await pages.working(on: document.name) {
            let bytes = try indexedFile(document)
            let image = try await extractor.image(ofPage: page, in: bytes, name: document.name, side: side)
            pages.keep(image, key)
            return image
        }
    }

    /// The boxes that cover a piece of an indexed document on its pages, line by line.
    ///
    /// The file is read again for it, and must still give the text that was indexed.
    ///
    /// - Parameter span: bytes of the document's text.
    /// - Returns: nothing where the format has no pages.
    /// - Throws: `.conflict` when the file, or what is read of it, is not what was indexed; otherwise as
    ///   ``image(ofPage:in:side:)``.
    public func places(of span: ByteSpan, in document: DocumentRecord) async throws -> [TextPlace] {
        guard document.pages != nil else { return [] }
        if let read = pages.document(document.hash) { return read.places(of: span) }
        return try await pages.working(on: document.name) {
            var read = try await extractor.extract(try indexedFile(document), name: document.name)
            guard try await read.text == store.text(of: document.id) else { throw Self.changed(document) }
            // What is kept is for places alone.
            (read.text, read.tables, read.headings) = ("", [], [])
            pages.keep(read, document.hash)
            return read.places(of: span)
        }
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
