internal import KapellCore

/// The text of one document, with what is known of its structure.
///
/// Every span is a half-open range of UTF-8 byte offsets in ``text``. For plain text, Markdown, reStructuredText and
/// source code, `text` is the file byte for byte, so that spans are offsets in the file, too.
public struct ExtractedDocument: Sendable, Hashable {
    /// The whole text, UTF-8.
    public var text: String
    /// The format it was read from.
    public var kind: DocumentKind
    /// The document's own title, or its first heading of the highest level; `nil` where there is neither.
    public var title: String?
    /// The pages in order, numbered from 1; empty for a format that has none. Those of its parts are in ``parts``.
    ///
    /// The spans follow each other without a gap and cover the whole text. A paragraph that runs on over a page break
    /// is one line of text, so a boundary may lie inside a line.
    public var pages: [PageSpan]
    /// The headings in the order of the text.
    public var headings: [Heading]
    /// Where each line lies on its page, in the order of the text; for PDF and scans. Those of parts lie on the part's own
    /// pages. See ``places(of:)``.
    public var places: [TextPlace]
    /// The tables in the order of the text, where the format says what a table is.
    public var tables: [ExtractedTable]
    /// The documents inside this one, in the order of the text; a part of a part follows it.
    public var parts: [DocumentPart]
    /// The programming language of source code, as `swift` or `python`; `nil` for everything else.
    public var language: String?
    /// What a reader should know about the extraction: pages without text, removed running headers, damage.
    public var warnings: [String]

    public init(
        text: String, kind: DocumentKind, title: String? = nil, pages: [PageSpan] = [], headings: [Heading] = [],
        places: [TextPlace] = [], tables: [ExtractedTable] = [], parts: [DocumentPart] = [], language: String? = nil,
        warnings: [String] = []
    ) {
        self.text = text
        self.kind = kind
        self.title = title
        self.pages = pages
        self.headings = headings
        self.places = places
        self.tables = tables
        self.parts = parts
        self.language = language
        self.warnings = warnings
    }

    /// The number of the page that holds the byte at `offset`.
    ///
    /// - Parameter offset: UTF-8 byte offset in ``text``. The end of the text counts as the last page with text.
    /// - Returns: `nil` when the format has no pages or the offset lies outside the text.
    public func page(at offset: Int) -> Int? {
        guard offset >= 0, let last = pages.last, offset <= last.span.end else { return nil }
        // The last page that starts at or before the offset and is not empty.
        var low = 0
        var high = pages.count
        while low < high {
            let middle = (low + high) / 2
            if pages[middle].span.start <= offset { low = middle + 1 } else { high = middle }
        }
        var index = low - 1
        while index > 0, pages[index].span.start >= pages[index].span.end { index -= 1 }
        return index >= 0 ? pages[index].number : nil
    }
}
