internal import KapellCore

/// Rebuilds the reading text of a PDF from the places of its words.
package struct PDFReconstruction {
    package private(set) var text = ""
    private(set) var pages: [PageSpan] = []
    private(set) var headings: [Heading] = []
    private(set) var tables: [ExtractedTable] = []
    package private(set) var places: [TextPlace] = []
    /// The running lines that were removed.
    package private(set) var removed: [(text: String, pages: Int)] = []

    package init(_ source: PDFWords) {
        let running = RunningLines(source.pages)
        removed = running.removed
        let metrics = MetricsFinder.metrics(of: running.pages)
        var blocks = running.pages.map { PageLayout(metrics: metrics, page: $0).blocks() }
        let hyphenation = Hyphenation(blocks.joined().lazy.flatMap(\.allRows))
        let units = UnitJoiner(metrics: metrics).units(&blocks)
        var writer = TextWriter(hyphenation: hyphenation)
        let levels = HeadingLevels(units, metrics: metrics, pageCount: source.pages.count)
        for unit in units {
            writer.write(unit, level: levels.level(of: unit, text: writer.plainText(of: unit)))
        }
        writer.finish(pageCount: source.pages.count)
        text = String(decoding: writer.bytes, as: UTF8.self)
        headings = writer.headings
        tables = writer.tables
        places = PlaceFinder(writer.bytes, units: units, pages: source.pages).places
        let starts = writer.pageStarts + [writer.bytes.count]
        pages = source.pages.indices.map {
            PageSpan(
                number: $0 + 1, span: ByteSpan(start: starts[$0], end: starts[$0 + 1]),
                confidence: source.confidences[$0])
        }
    }
}

extension PageBlock {
    /// All lines of the block.
    var allRows: [TextRow] {
        switch self {
        case .paragraph(let paragraph): paragraph.rows
        case .table(let table): table.rows.flatMap { $0.flatMap { $0 } }
        }
    }
}
