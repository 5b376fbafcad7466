public import KapellCore

extension DocumentExtractor {
    /// A page of a document as a reader sees it: a page of a PDF, drawn in a child process of its own, or the image that
    /// the document is.
    ///
    /// A page of a document that is packed in another one is found and drawn in that child process, too.
    ///
    /// - Parameters:
    ///   - page: counted from 1.
    ///   - part: the ``DocumentPart/fingerprint`` of the document inside this one; `nil` for its own pages.
    ///   - bytes: the whole file.
    ///   - name: the file's name as error messages give it.
    ///   - side: points of the longer side of a drawn page, see ``PageImage/side``. Images come as they are.
    /// - Throws: `.invalidRequest` for a page or a side that cannot be; `.unsupported` for what is neither PDF, PNG nor
    ///   JPEG; `.notFound` for a part that is not there; `.corrupt` for a page that is not there or cannot be drawn; and
    ///   what ``extract(_:name:)`` throws for the file and for the child process.
    public func image(
        ofPage page: Int, ofPart part: String? = nil, in bytes: [UInt8], name: String, side: Int = 1_400
    ) async throws(KapellError) -> PageImage {
        guard page >= 1, PageImage.side.contains(side) else {
            throw KapellError(
                .invalidRequest,
                "Pages are counted from 1, and are drawn with \(PageImage.side.lowerBound) to "
                    + "\(PageImage.side.upperBound) points on the longer side.")
        }
        let source = DocumentSource(bytes: bytes, name: name)
        // No child is needed for what is shown as it is.
        if part == nil, let type = PageImage.type(of: source) {
            guard page == 1 else { throw KapellError(.invalidRequest, "\(source.plainName) has one page.") }
            return PageImage(bytes: bytes, mediaType: type)
        }
        var options = options(name: name)
        options.page = page
        options.part = part
        options.side = side
        switch try await answer(to: bytes, options) {
        case .image(let image) where image.mediaType == PageImage.type(of: .init(bytes: image.bytes, name: name)):
            return image
        case .failure(let error): throw error
        case .image, .document: throw Self.strangeAnswer(name)
        }
    }

    static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
}
