package import KapellCore

extension DocumentKind {
    /// An image with letters in it: PNG, JPEG or TIFF.
    public static let image = DocumentKind(rawValue: "image")
}

/// A scan: the letters of an image through `tesseract`, put in order like those of a PDF page.
package struct ImageFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .image }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        if ImageSize.kind(of: source) != nil { return .byContent }
        return ["png", "jpg", "jpeg", "tif", "tiff"].contains(source.fileExtension) ? .byName : .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        guard let size = ImageSize(source) else {
            throw source.damaged("its header does not give the size of an image")
        }
        guard !size.isTooLarge else {
            throw KapellError(
                .limitExceeded,
                "\(source.plainName) is an image of \(size.width) × \(size.height) points; at most "
                    + "\(ImageSize.pixelLimit / 1_000_000) million are read, and \(ImageSize.sideLimit) on a side.",
                remedy: "Scale it down, or cut it into pages.", isRetryable: false)
        }
        guard let recognition = Recognition(tools) else {
            throw KapellError(
                .unavailable, "\(source.plainName) cannot be read: tesseract, which reads images, is not installed.",
                remedy: "Install it: apt-get install tesseract-ocr (macOS: brew install tesseract).", isRetryable: false
            )
        }
        let pages = try recognition.pages(of: source.bytes, resolution: nil, source: source)
        var words = PDFWords()
        words.pages = pages.map(\.page)
        guard words.pages.contains(where: { !$0.words.isEmpty }) else {
            throw KapellError(
                .unsupported, "\(source.plainName) is a \(size.kind.rawValue) image in which no letters were found.",
                remedy: "Leave it out, or scan it anew at 300 points an inch.")
        }
        var low: [String] = []
        for (index, page) in pages.enumerated() where !page.page.words.isEmpty {
            words.confidences[index] = page.confidence
            if page.confidence < Recognition.low {
                low.append("\(index + 1) (\(Int((page.confidence * 100).rounded())) %)")
            }
        }
        let rebuilt = PDFReconstruction(words)
        return ExtractedDocument(
            text: rebuilt.text, kind: kind, title: rebuilt.headings.bestTitle, pages: rebuilt.pages,
            headings: rebuilt.headings, places: rebuilt.places, tables: rebuilt.tables,
            warnings: low.isEmpty
                ? [] : ["The recognition is unsure, check the text: page \(low.prefix(20).joined(separator: ", "))."])
    }
}
