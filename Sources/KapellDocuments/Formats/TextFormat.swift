package import KapellCore

extension DocumentKind {
    /// Plain text.
    public static let text = DocumentKind(rawValue: "text")
}

/// Plain text in UTF-8, and the fallback for whatever is text and claimed by no other format.
///
/// The text is the file byte for byte.
package struct TextFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .text }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        ["txt", "text", "log", "asc"].contains(source.fileExtension) ? .byName : .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        let text = try TextDecoding.text(of: source)
        let headings = PlainHeadings.find(in: source.bytes)
        return ExtractedDocument(text: text, kind: kind, title: headings.bestTitle, headings: headings)
    }
}
