internal import KapellCore

/// Rebuilds the reading text of a PDF from the places of its words.
package struct PDFReconstruction {
    package private(set) var text = ""
    package private(set) var pages: [PageSpan] = []
    private(set) var headings: [Heading] = []
    private(set) var tables: [ExtractedTable] = []
    package private(set) var places: [TextPlace] = []
    /// The running lines that were removed.
    package private(set) var removed: [(text: String, pages: Int)] = []

    /// What may be wrong with the text.
    private(set) var warnings: [String] = []

    package init(_ source: PDFWords) {
        var standing = source.pages
        warnings = WordOrder.normalise(&standing)
        let running = RunningLines(standing)
        removed = running.removed
        let metrics = MetricsFinder.metrics(of: running.pages)
        let footnotes = FootnoteFinder(running.pages, metrics: metrics)
        var blocks = footnotes.pages.map { PageLayout(metrics: metrics, page: $0).blocks() }
        var units = UnitJoiner(metrics: metrics).units(&blocks)
        NotePlacer(metrics: metrics).place(footnotes.notes, in: &units)
        let hyphenation = Hyphenation(units.lazy.flatMap(\.rows))
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
