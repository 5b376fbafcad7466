internal import KapellCore

/// Draws a page of a PDF with poppler's `pdftoppm`, inside the child process. An image is its one page.
struct PageDrawing {
    let source: DocumentSource
    let tools: ToolRunner

    /// - Parameters:
    ///   - page: counted from 1.
    ///   - side: points of the longer side.
    /// - Throws: `.unsupported` for what is no PDF, `.unavailable` without `pdftoppm`, `.corrupt` for a page that is not
    ///   there or cannot be drawn.
    func image(of page: Int, side: Int) throws(KapellError) -> PageImage {
        let name = source.plainName
        // What shows images shows these two; it reads them with the care that it gives to any image.
        if let type = PageImage.type(of: source) {
            guard page == 1 else { throw KapellError(.invalidRequest, "\(name) has one page.") }
            return PageImage(bytes: source.bytes, mediaType: type)
        }
        guard PDFFormat().recognises(source) == .byContent else {
            throw KapellError(.unsupported, "\(name) has no pages that can be drawn: it is not a PDF file.")
        }
        guard let program = ToolRunner.find("pdftoppm") else {
            throw KapellError(
                .unavailable, "\(name) cannot be drawn: pdftoppm, which draws PDF files, is not installed.",
                remedy: "Install it: apt-get install poppler-utils (macOS: brew install poppler).", isRetryable: false)
        }
        var image: [UInt8] = []
        let arguments = ["-png", "-scale-to", "\(side)", "-f", "\(page)", "-l", "\(page)", "-"]
        let outcome = try tools.run(program, arguments, input: source.bytes) { (chunk) throws(KapellError) in
            image += chunk
        }
        guard outcome.exitCode == 0, image.starts(with: DocumentExtractor.pngSignature) else {
            throw KapellError(
                .corrupt, "Page \(page) of \(name) cannot be drawn.",
                remedy: "Read its text instead, or look at the file itself.")
        }
        return PageImage(bytes: image, mediaType: PageImage.png)
    }
}
