package import KapellCore

extension DocumentKind {
    /// PDF.
    public static let pdf = DocumentKind(rawValue: "pdf")
}

/// PDF through poppler's `pdftotext`, with the reading text rebuilt from the places of the words; pages without text
/// through `pdftoppm` and `tesseract`.
package struct PDFFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .pdf }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        // A ZIP archive may begin with a PDF that is not packed.
        let isArchive = source.has([0x50, 0x4B, 3, 4])
        if !isArchive, source.contains(Array("%PDF-".utf8), in: 0..<1024) { return .byContent }
        return source.fileExtension == "pdf" ? .byName : .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        guard recognises(source) == .byContent else {
            throw KapellError(
                .corrupt, "\(source.name) is not a PDF file: it does not begin with %PDF-.",
                remedy: "Export or download it again, or give it the ending that fits its content.")
        }
        guard let program = ToolRunner.find("pdftotext") else {
            throw KapellError(
                .unavailable, "\(source.name) cannot be read: pdftotext, which reads PDF files, is not installed.",
                remedy: "Install it: apt-get install poppler-utils (macOS: brew install poppler).", isRetryable: false)
        }
        var scanner = BBoxScanner()
        let outcome = try tools.run(program, ["-bbox-layout", "-", "-"], input: source.bytes) {
            (chunk) throws(KapellError) in try scanner.feed(chunk)
        }
        var words = scanner.result
        var diagnosis = PDFDiagnosis(source: source, outcome: outcome, limits: tools.limits)
        var scan = PageScan(source: source, tools: tools)
        if outcome.exitCode == 0, let recognition = scan.recognition(for: words) {
            diagnosis.isRecognised = true
            try scan.recognise(&words, by: recognition)
        }
        if let error = diagnosis.error(for: words) { throw error }
        let rebuilt = PDFReconstruction(words)
        return ExtractedDocument(
            text: rebuilt.text, kind: kind,
            title: PDFDiagnosis.usableTitle(words.title) ?? rebuilt.headings.bestTitle,
            pages: rebuilt.pages, headings: rebuilt.headings, places: rebuilt.places, tables: rebuilt.tables,
            warnings: scan.warnings + rebuilt.warnings + diagnosis.warnings(for: words, removed: rebuilt.removed))
    }
}
