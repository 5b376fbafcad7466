package import KapellCore

extension DocumentKind {
    /// Values parted by commas, semicolons, tabs or bars.
    public static let csv = DocumentKind(rawValue: "csv")
}

/// CSV and TSV: a line a row, with the names of the columns where the first row names them.
package struct SeparatedFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .csv }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        ["csv", "tsv", "tab", "psv"].contains(source.fileExtension) ? .byName : .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        let text = CharacterSet.decode(source.bytes, declared: nil)
        guard !text.bytes.contains(0) else {
            throw KapellError(
                .unsupported, "\(source.plainName) is a binary file, not text.",
                remedy: "Leave it out, or export it as CSV again.")
        }
        let separator = SeparatedValues.separator(of: text.bytes, hint: source.fileExtension == "tsv" ? 0x09 : nil)
        let rows = try SeparatedValues.rows(of: text.bytes, separator: separator, source: source)
        var builder = DocumentBuilder(source)
        builder.warn(text)
        TableWriting.write(rows, to: &builder)
        return try builder.document(kind: kind, title: nil)
    }
}
