package import KapellCore

extension DocumentKind {
    /// reStructuredText.
    public static let rst = DocumentKind(rawValue: "rst")
}

/// reStructuredText: the file byte for byte, with the headings that its underlines make.
package struct RestructuredFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .rst }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        ["rst", "rest"].contains(source.fileExtension) || source.name.lowercased().hasSuffix(".rst.txt")
            ? .byName : .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        let text = try TextDecoding.text(of: source)
        let headings = RestructuredOutline.headings(in: source.bytes)
        return ExtractedDocument(text: text, kind: kind, title: headings.bestTitle, headings: headings)
    }
}
