package import KapellCore

extension DocumentKind {
    /// Markdown.
    public static let markdown = DocumentKind(rawValue: "markdown")
}

/// Markdown: the file byte for byte, with its ATX and setext headings.
package struct MarkdownFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .markdown }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        ["md", "markdown", "mdown", "mkd", "mdx"].contains(source.fileExtension) ? .byName : .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        let text = try TextDecoding.text(of: source)
        let outline = MarkdownOutline(source.bytes)
        return ExtractedDocument(
            text: text, kind: kind, title: outline.title ?? outline.headings.bestTitle, headings: outline.headings)
    }
}
