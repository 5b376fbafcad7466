package import KapellCore

extension DocumentKind {
    /// Source code.
    public static let code = DocumentKind(rawValue: "code")
}

/// Source code: the file byte for byte, with its language and its declarations as headings.
package struct CodeFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .code }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        CodeLanguage.of(source) == nil ? .none : .byName
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        let text = try TextDecoding.text(of: source)
        let language = CodeLanguage.of(source)
        let headings = language.map { CodeOutline.headings(in: source.bytes, language: $0) } ?? []
        return ExtractedDocument(
            text: text, kind: kind, headings: headings, language: language?.name)
    }
}
